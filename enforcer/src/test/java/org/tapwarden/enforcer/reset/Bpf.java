package org.tapwarden.enforcer.reset;

import org.tapwarden.capture.ring.SocketFilter;

/// Runs a classic BPF program as the kernel does (`Documentation/networking/filter`): the answer is
/// how many bytes pass; a load beyond the frame ends it with none.
final class Bpf {

    private static int longest;

    private Bpf() {}

    /// How many instructions any run took.
    static int longestRun() {
        return longest;
    }

    static int run(SocketFilter filter, byte[] frame) {
        long a = 0;
        int x = 0;
        int ran = 0;
        for (int at = 0; ; at++) {
            ran++;
            longest = Math.max(longest, ran);
            long one = filter.instruction(at);
            int operand = (int) (one >>> 32);
            int whenTrue = (int) (one >>> 16) & 0xff;
            int whenFalse = (int) (one >>> 24) & 0xff;
            switch ((int) one & 0xffff) {
                case 0x20, 0x40, 0x28, 0x48, 0x30, 0x50 -> {
                    int code = (int) one & 0xffff;
                    int from = operand + ((code & 0x40) != 0 ? x : 0);
                    int bytes = (code & 0x18) == 0 ? 4 : (code & 0x18) == 0x08 ? 2 : 1;
                    if (from + bytes > frame.length) {
                        return 0;
                    }
                    a = 0;
                    for (int i = 0; i < bytes; i++) {
                        a = a << 8 | (frame[from + i] & 0xff);
                    }
                }
                case 0x01 -> x = operand;
                case 0x05 -> at += operand;
                case 0x15 -> at += a == Integer.toUnsignedLong(operand) ? whenTrue : whenFalse;
                case 0x25 -> at += a > Integer.toUnsignedLong(operand) ? whenTrue : whenFalse;
                case 0x06 -> {
                    return operand;
                }
                default -> throw new IllegalArgumentException("instruction " + one);
            }
        }
    }
}
