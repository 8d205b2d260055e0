/** Loaded before each process that the launcher starts: when the launcher is gone, however it ended, they stop too and leave their ports. */
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// Listening must not keep a process alive that has nothing else to do.
process.channel?.unref();
