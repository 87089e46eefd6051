package org.tapwarden.classifier.protocol.remote;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;
import org.tapwarden.classifier.protocol.file.Opening;

/// The shells of BSD: a login by names and a terminal, a command by a port, names and the command
/// (RFC 1282; BSD, `rlogin` and `rcmd`). Names and commands are not taken.
final class RemoteShellDissector implements Dissector {
    static final Protocol RSH = Protocol.named("rsh", Category.REMOTE_ACCESS);
    static final Protocol RLOGIN = Protocol.named("rlogin", Category.REMOTE_ACCESS);

    private static final int LOGIN_PORT = 513;
    private static final int SHELL_PORT = 514;
    private static final int MAX_NAME = 32;
    private static final int MAX_COMMAND = 1024;
    private static final int BOUND = 2 * MAX_NAME + MAX_COMMAND + 16;

    /// Clients without the right to take a reserved port are turned away.
    private static final int FIRST_RESERVED = 512;

    private static final int LAST_RESERVED = 1023;

    private static final About ABOUT =
            About.of(RSH, "rsh, rlogin")
                    .or(RLOGIN)
                    .over(Transport.TCP)
                    .in("RFC 1282; BSD, rcmd(3) and rshd(8)")
                    .reads("what the client says first, on ports 513 and 514", BOUND)
                    .byShape()
                    .opens(0)
                    .opensBetween('0', '9');

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.isToPort(LOGIN_PORT)) {
            return login(payload, learnt);
        }
        if (payload.isToPort(SHELL_PORT)) {
            return shell(payload, learnt);
        }
        // The server says a zero, and then whatever the command says.
        boolean zero = payload.length() == 0 || payload.u8(0) == 0;
        boolean server = payload.isFromPort(LOGIN_PORT) || payload.isFromPort(SHELL_PORT);
        return server && zero ? Answer.PERHAPS : Answer.NO;
    }

    /// A zero, two names, a terminal with its speed, each with a zero behind.
    private static Answer login(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), BOUND);
        if (end > 0 && payload.u8(0) != 0) {
            return Answer.NO;
        }
        int at = name(payload, name(payload, Math.min(1, end), end), end);
        if (at <= 0) {
            return at == 0 ? Answer.PERHAPS : Answer.NO;
        }
        int stop = Opening.find(payload, at, end, 0);
        if (stop < 0) {
            return end - at <= 2 * MAX_NAME ? Answer.PERHAPS : Answer.NO;
        }
        int slash = Opening.find(payload, at, stop, '/');
        if (slash <= at
                || !isNumber(payload, slash + 1, stop)
                || !Opening.isPrintable(payload, at, stop)) {
            return Answer.NO;
        }
        learnt.grounds("rlogin-terminal");
        learnt.variant(RLOGIN);
        return Answer.YES;
    }

    /// A reserved port for errors or none, two names, a command, each with a zero behind.
    private static Answer shell(Payload payload, Learnt learnt) {
        int end = Math.min(payload.length(), BOUND);
        int stop = Opening.find(payload, 0, Math.min(end, 5), 0);
        if (stop < 0) {
            return end < 5 && (end == 0 || isNumber(payload, 0, end)) ? Answer.PERHAPS : Answer.NO;
        }
        if (stop > 0 && !isReserved(payload, stop)) {
            return Answer.NO;
        }
        int at = name(payload, name(payload, stop + 1, end), end);
        if (at <= 0) {
            return at == 0 ? Answer.PERHAPS : Answer.NO;
        }
        int commandEnd = Opening.find(payload, at, end, 0);
        if (commandEnd < 0) {
            return end < BOUND && Opening.isPrintable(payload, at, end)
                    ? Answer.PERHAPS
                    : Answer.NO;
        }
        if (commandEnd == at || !Opening.isPrintable(payload, at, commandEnd)) {
            return Answer.NO;
        }
        learnt.grounds("rsh-command");
        return Answer.YES;
    }

    private static boolean isReserved(Payload payload, int stop) {
        if (!isNumber(payload, 0, stop)) {
            return false;
        }
        int port = 0;
        for (int i = 0; i < stop; i++) {
            port = 10 * port + payload.u8(i) - '0';
        }
        return port == 0 || (port >= FIRST_RESERVED && port <= LAST_RESERVED);
    }

    /// Behind a user's name and its zero; 0 when its end is not there yet, -1 when it is none.
    /// Hands on what an earlier name said.
    private static int name(Payload payload, int from, int end) {
        if (from <= 0) {
            return from;
        }
        for (int i = from; i < end; i++) {
            int c = payload.u8(i);
            if (c == 0) {
                return i == from ? -1 : i + 1;
            }
            boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
            boolean other = (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' || c == '$';
            if ((!letter && !other) || i - from >= MAX_NAME) {
                return -1;
            }
        }
        return 0;
    }

    private static boolean isNumber(Payload payload, int from, int to) {
        for (int i = from; i < to; i++) {
            if (payload.u8(i) < '0' || payload.u8(i) > '9') {
                return false;
            }
        }
        return from < to;
    }
}
