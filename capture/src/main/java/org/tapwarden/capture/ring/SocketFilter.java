package org.tapwarden.capture.ring;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A classic BPF program for a socket (Linux, `Documentation/networking/filter`): which frames the
/// kernel lets through, and how many bytes of each.
///
/// An instruction lies in a long as the kernel's `struct sock_filter` lies in memory of a little
/// endian machine: the code in the low 16 bits, then the two jumps, 8 bits each, then the operand.
public final class SocketFilter {

    /// Of the kernel (BPF_MAXINSNS).
    public static final int MOST_INSTRUCTIONS = 4_096;

    /// Lets nothing through.
    public static final SocketFilter NOTHING =
            new SocketFilter(new long[] {instruction(0x06, 0, 0, 0)});

    private final long[] instructions;

    /// @throws IllegalArgumentException when there are none or more than the kernel takes
    public SocketFilter(long[] instructions) {
        if (instructions.length == 0 || instructions.length > MOST_INSTRUCTIONS) {
            throw new IllegalArgumentException(
                    "a filter of " + instructions.length + " instructions");
        }
        this.instructions = instructions.clone();
    }

    /// One instruction.
    ///
    /// @param whenTrue how many instructions a jump leaves out, at most 255
    public static long instruction(int code, int whenTrue, int whenFalse, int operand) {
        return (code & 0xffffL)
                | (whenTrue & 0xffL) << 16
                | (whenFalse & 0xffL) << 24
                | (long) operand << 32;
    }

    public int length() {
        return instructions.length;
    }

    public long instruction(int i) {
        return instructions[i];
    }

    /// As `struct sock_filter[]`, for as long as the arena lives.
    MemorySegment in(Arena arena) {
        MemorySegment program = arena.allocate(8L * instructions.length, 8);
        MemorySegment.copy(instructions, 0, program, JAVA_LONG, 0, instructions.length);
        return program;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SocketFilter filter
                && Arrays.equals(instructions, filter.instructions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(instructions);
    }
}
