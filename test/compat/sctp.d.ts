/** The npm package brings no types; it has the API that `usctp/compat` has. */
declare module 'sctp' {
  export { default } from 'usctp/compat';
}
