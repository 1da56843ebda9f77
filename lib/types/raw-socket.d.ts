declare module 'raw-socket' {
  const addon: import('../src/transport/raw-addon.ts').RawAddon;
  export default addon;
}
