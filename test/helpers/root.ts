/** Whether this process is root; says what is left out when it is not. */
export function hasRoot(leftOut: string): boolean {
  if (process.getuid?.() === 0) return true;
  console.log(`NOT RUN: ${leftOut} need root`);
  return false;
}
