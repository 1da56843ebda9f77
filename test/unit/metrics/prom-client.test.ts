import * as assert from 'uvu/assert';
import { loadPromClient } from '../../../lib/src/metrics/prom-client.ts';
import { describe } from '../../helpers/describe.ts';
import { rejection } from '../../helpers/rejection.ts';

describe('the package prom-client', (test) => {
  test('is loaded when it is there', async () => {
    const { register } = await loadPromClient();
    assert.type(register.metrics, 'function');
  });

  test('is what an error says to install when it is not', async () => {
    const cause = new Error("Cannot find package 'prom-client'");
    const error = await rejection(loadPromClient(() => Promise.reject(cause)));
    assert.match(error.message, /npm install prom-client/);
    assert.is(error.cause, cause);
  });
});
