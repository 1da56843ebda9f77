import { renderSeccompProfile, type SeccompOptions, seccompProfile } from '@usctp/kubernetes';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { describe } from '../../helpers/describe.ts';
import { actionOf } from './filter.ts';

const denied = 'SCMP_ACT_ERRNO 1';
const allowed = 'SCMP_ACT_ALLOW';
const register = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
/** Arguments that matter, and any. */
const family = fc.oneof(fc.constantFrom(2n, 10n, 16n), register);
const type = fc.oneof(fc.bigInt({ min: 0n, max: 16n }), fc.constantFrom(0x80803n, 0x80801n, 2n ** 32n + 1n), register);
const protocol = fc.oneof(
  fc.constantFrom(0n, 6n, 9n, 17n, 131n, 132n, 133n, 255n, 2n ** 32n + 132n, 2n ** 31n + 132n),
  register,
);

/** Whether the kernel would take these arguments for SCTP of its own. */
function isKernelSctp(ofType: bigint, ofProtocol: bigint): boolean {
  return (ofType & 0xfn) !== 3n && BigInt.asIntN(32, ofProtocol) === 132n;
}

/** A profile as that of containers/common: what it allows of sockets, it allows in two ways. */
const base = {
  defaultAction: 'SCMP_ACT_ERRNO',
  defaultErrnoRet: 38,
  archMap: [{ architecture: 'SCMP_ARCH_X86_64', subArchitectures: ['SCMP_ARCH_X86'] }],
  syscalls: [
    { names: ['bind', 'socketpair', 'socketcall', 'io_uring_setup'], action: allowed, args: [], includes: {} },
    {
      names: ['socket'],
      action: 'SCMP_ACT_ERRNO',
      errnoRet: 22,
      args: [
        { index: 0, value: 16, valueTwo: 0, op: 'SCMP_CMP_EQ' },
        { index: 2, value: 9, valueTwo: 0, op: 'SCMP_CMP_EQ' },
      ],
      excludes: { caps: ['CAP_AUDIT_WRITE'] },
    },
    { names: ['socket'], action: allowed, args: [{ index: 2, value: 9, valueTwo: 0, op: 'SCMP_CMP_NE' }] },
    { names: ['socket'], action: allowed, args: [{ index: 0, value: 16, valueTwo: 0, op: 'SCMP_CMP_NE' }] },
    { names: ['socket'], action: allowed, args: null, includes: { caps: ['CAP_AUDIT_WRITE'] } },
    { names: ['mount'], action: allowed, includes: { caps: ['CAP_SYS_ADMIN'] } },
    { names: ['arch_prctl'], action: allowed, includes: { arches: ['amd64', 'x32'] } },
    { names: ['ptrace'], action: allowed, includes: { minKernel: '4.8' } },
    { names: ['futex_wait'], action: allowed, includes: { minKernel: '6.7' } },
    { names: ['sync_file_range2'], action: allowed, excludes: { arches: ['amd64'] } },
  ],
};

function isAllowed(name: string, options: SeccompOptions = {}): boolean {
  return actionOf(seccompProfile({ base, ...options }), { name, args: [] }) === allowed;
}

function refusal(base: unknown): string {
  try {
    seccompProfile({ base });
  } catch (error) {
    assert.instance(error, RangeError);
    return (error as RangeError).message; // it is one
  }
  return 'accepted';
}

describe('a profile of seccomp', (test) => {
  for (const name of ['socket', 'socketpair']) {
    test(`denies SCTP of the kernel to ${name}, and nothing else, whatever the registers hold`, () => {
      const profile = seccompProfile();
      const check = fc.property(family, type, protocol, (ofFamily, ofType, ofProtocol) => {
        const action = actionOf(profile, { name, args: [ofFamily, ofType, ofProtocol] });
        assert.is(action, isKernelSctp(ofType, ofProtocol) ? denied : allowed);
      });
      fc.assert(check, { numRuns: 2000 });
    });
  }

  test('denies what would pass it by', () => {
    const profile = seccompProfile();
    for (const name of ['io_uring_setup', 'io_uring_enter', 'io_uring_register']) {
      assert.is(actionOf(profile, { name, args: [] }), denied);
    }
    const hidden = (call: bigint) => actionOf(profile, { name: 'socketcall', args: [call] });
    // socket, bind, socketpair
    assert.equal([1n, 2n, 8n].map(hidden), [denied, allowed, denied]);
  });

  test('knows the processors of nodes, and how programs of 32 bits call', () => {
    const of = (...architectures: ('amd64' | 'arm64')[]) => seccompProfile({ architectures }).architectures;
    assert.equal(of('arm64'), ['SCMP_ARCH_AARCH64', 'SCMP_ARCH_ARM']);
    assert.equal(seccompProfile().architectures, of('amd64', 'arm64'));
    assert.ok(of('amd64').includes('SCMP_ARCH_X86'));
    assert.throws(() => of(), 'no processor');
  });

  test('is text that a runtime reads', () => {
    const profile = seccompProfile({ base });
    assert.equal(JSON.parse(renderSeccompProfile(profile)), JSON.parse(JSON.stringify(profile)));
  });
});

describe('a profile of seccomp upon another one', (test) => {
  test('denies SCTP of the kernel, and leaves the rest as it was', () => {
    const profile = seccompProfile({ base });
    const check = fc.property(family, type, protocol, (ofFamily, ofType, ofProtocol) => {
      const args = [ofFamily, ofType, ofProtocol];
      const isAudit = ofFamily === 16n && ofProtocol === 9n;
      const otherwise = isAudit ? 'SCMP_ACT_ERRNO 22' : allowed;
      const isAmongBlocks = BigInt.asUintN(32, ofProtocol) === 9n && ofProtocol !== 9n && ofFamily === 16n;
      // By blocks of 32 bits, a protocol that the kernel takes for 9 is not let pass as another one.
      if (isAmongBlocks && (ofType & 0xfn) !== 3n) return;
      assert.is(actionOf(profile, { name: 'socket', args }), isKernelSctp(ofType, ofProtocol) ? denied : otherwise);
      assert.is(actionOf(profile, { name: 'socketpair', args }), isKernelSctp(ofType, ofProtocol) ? denied : allowed);
    });
    fc.assert(check, { numRuns: 2000 });
    assert.equal([profile.defaultAction, profile.defaultErrnoRet], ['SCMP_ACT_ERRNO', 38]);
  });

  test('takes rules for capabilities, processors and kernels where they are wanted', () => {
    assert.ok(isAllowed('bind'));
    assert.not(isAllowed('mount'));
    assert.ok(isAllowed('mount', { capabilities: ['sys_admin'] }));
    assert.ok(isAllowed('arch_prctl', { architectures: ['amd64'] }));
    assert.not(isAllowed('arch_prctl', { architectures: ['arm64'] }));
    assert.not(isAllowed('sync_file_range2'));
    assert.ok(isAllowed('sync_file_range2', { architectures: ['arm64'] }));
    assert.equal([isAllowed('ptrace'), isAllowed('futex_wait')], [true, false]);
    const audit = actionOf(seccompProfile({ base, capabilities: ['CAP_AUDIT_WRITE'] }), {
      name: 'socket',
      args: [16n, 3n, 9n],
    });
    assert.is(audit, allowed);
  });

  test('leaves no way that no filter sees into', () => {
    const profile = seccompProfile({ base });
    assert.is(actionOf(profile, { name: 'io_uring_setup', args: [] }), denied);
    assert.is(actionOf(profile, { name: 'socketcall', args: [2n] }), 'SCMP_ACT_ERRNO');
    assert.not(profile.architectures.includes('SCMP_ARCH_X86'));
    assert.not('archMap' in profile);
  });

  test('is upon one that allows all, too', () => {
    const open = { defaultAction: allowed, syscalls: [{ names: ['mount'], action: 'SCMP_ACT_KILL' }] };
    const profile = seccompProfile({ base: open });
    assert.is(actionOf(profile, { name: 'mount', args: [] }), 'SCMP_ACT_KILL');
    assert.is(actionOf(profile, { name: 'socket', args: [2n, 1n, 132n] }), denied);
    assert.is(actionOf(profile, { name: 'socket', args: [2n, 3n, 132n] }), allowed);
  });

  test('keeps conditions on the protocol alone that are no matter of SCTP', () => {
    const only = (value: number) => ({
      defaultAction: 'SCMP_ACT_ERRNO',
      syscalls: [{ names: ['socket'], action: allowed, args: [{ index: 2, value, op: 'SCMP_CMP_EQ' }] }],
    });
    const tcp = seccompProfile({ base: only(6) });
    assert.is(actionOf(tcp, { name: 'socket', args: [2n, 1n, 6n] }), allowed);
    const sctp = seccompProfile({ base: only(132) });
    assert.is(actionOf(sctp, { name: 'socket', args: [2n, 1n, 132n] }), denied);
    assert.is(actionOf(sctp, { name: 'socket', args: [2n, 3n, 132n] }), allowed);
  });

  test('refuses what is no profile, and what it cannot join with', () => {
    for (const none of [undefined, null, 1, [], {}, { defaultAction: allowed }, { syscalls: [] }]) {
      assert.is(
        refusal(none),
        none === undefined ? 'accepted' : 'the base is no profile of seccomp: it lacks defaultAction or syscalls',
      );
    }
    const withRule = (rule: unknown) => refusal({ defaultAction: allowed, syscalls: [rule] });
    assert.is(withRule(1), 'rule 1 of the base is none');
    assert.is(withRule({ action: allowed }), 'rule 1 of the base lacks names or action');
    assert.is(withRule({ names: [1], action: allowed }), 'rule 1 of the base lacks names or action');
    const withArgs = (...args: unknown[]) => withRule({ names: ['socket'], action: 'SCMP_ACT_LOG', args });
    assert.is(withArgs(1), 'rule 1 of the base has args that are none');
    assert.match(withArgs({ index: 1, value: 1, op: 'SCMP_CMP_EQ' }), 'conditions on the type or the protocol');
    assert.match(withArgs({ index: 2, value: 1, op: 'SCMP_CMP_GT' }), 'that cannot be joined');
    const twice = { index: 2, value: 1, op: 'SCMP_CMP_NE' };
    assert.match(withArgs(twice, twice), 'that cannot be joined');
  });
});
