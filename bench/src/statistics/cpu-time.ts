/**
 * CPU time of this process so far, user and system, in ns. Unlike the time of day it stands still while others have the
 * core, so a loaded machine measures nearly the same as an idle one.
 */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}
