/** The part of raw-socket 1.8 that is used here. */
declare module 'raw-socket' {
  interface SocketWrap {
    on(event: 'recvReady', listener: () => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
    removeAllListeners(event: string): this;
    setOption(level: number, option: number, value: number): void;
    recv(buffer: Uint8Array, callback: (buffer: Uint8Array, bytes: number, source: string) => void): void;
    send(buffer: Uint8Array, offset: number, length: number, address: string, callback: (bytes: number) => void): void;
    pause(recv: boolean, send: boolean): void;
    close(): void;
  }

  const addon: {
    createSocket(options: { protocol: number; addressFamily: number; bufferSize: number }): {
      readonly wrap: SocketWrap;
    };
  };
  export default addon;
}
