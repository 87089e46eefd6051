package org.tapwarden.classifier.protocol.naming;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.keep.KeptRanges;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// DHCP for IPv4, by BOOTP's layout and the magic cookie (RFC 2131, section 2; RFC 2132).
///
/// The order of option 55 tells operating systems apart, so it is kept as it came. Options may go
/// on in the fields `file` and `sname` (option 52), and one may come in pieces (RFC 3396).
final class DhcpDissector implements Dissector {

    private static final int COOKIE = 236;
    private static final int MAGIC = 0x63825363;
    private static final int OPTIONS = 240;
    private static final int SERVER_NAME = 44;
    private static final int FILE = 108;
    private static final int CLIENT_ADDRESS = 12;
    private static final int YOUR_ADDRESS = 16;
    private static final int RELAY_ADDRESS = 24;
    private static final int CLIENT_HARDWARE = 28;
    private static final int BOOT_REQUEST = 1;
    private static final int ETHERNET = 1;

    private static final int PAD = 0;
    private static final int ROUTER = 3;
    private static final int RESOLVER = 6;
    private static final int HOST_NAME = 12;
    private static final int REQUESTED = 50;
    private static final int LEASE = 51;
    private static final int OVERLOAD = 52;
    private static final int MESSAGE_TYPE = 53;
    private static final int SERVER = 54;
    private static final int PARAMETERS = 55;
    private static final int VENDOR_CLASS = 60;
    private static final int CLIENT_ID = 61;
    private static final int FULL_NAME = 81;

    /// What a relay says of where the station is (RFC 3046), in parts of its own.
    private static final int RELAY_INFORMATION = 82;

    private static final int CIRCUIT = 1;
    private static final int REMOTE = 2;
    private static final int END = 255;

    /// Bytes of a value that are told in hex.
    private static final int MOST_HEX = Learnt.MAX_TEXT / 2;

    /// Options of one message are looked at as far as this.
    private static final int MAX_OPTIONS = 128;

    private static final About ABOUT =
            About.of(Protocol.DHCP, "DHCP")
                    .over(Transport.UDP)
                    .in("RFC 2131, section 2")
                    .reads("the magic cookie and the options", Payload.MAX_LOOKED_AT)
                    .atHome(67, 68)
                    .opens(1, 2);

    @Override
    public About about() {
        return ABOUT;
    }

    /// Addresses and names.
    @Override
    public void keeps(Payload payload, KeptRanges kept) {
        kept.allow(0, payload.length());
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < OPTIONS || payload.i32(COOKIE) != MAGIC) {
            return Answer.NO;
        }
        int op = payload.u8(0);
        if (op < 1 || op > 2 || payload.u8(2) > 16) {
            return Answer.NO;
        }
        learnt.grounds(op == BOOT_REQUEST ? "dhcp-request" : "dhcp-reply");
        if (learnt.wantsAnnouncements()) {
            var options = new Options(payload);
            options.read();
            if (options.type() != 0) {
                boolean request = op == BOOT_REQUEST;
                learnt.tell(request ? request(payload, options) : reply(payload, options));
            }
        }
        return Answer.YES_EACH;
    }

    private static Telling request(Payload payload, Options options) {
        Address requested = options.address(REQUESTED);
        return new Telling.DhcpRequest(
                mac(payload),
                options.type(),
                options.hostName(),
                options.text(VENDOR_CLASS),
                options.decimals(PARAMETERS),
                options.hex(CLIENT_ID),
                requested != null ? requested : address(payload, CLIENT_ADDRESS),
                address(payload, RELAY_ADDRESS),
                options.port());
    }

    private static Telling reply(Payload payload, Options options) {
        return new Telling.DhcpReply(
                mac(payload),
                options.type(),
                options.address(SERVER),
                address(payload, YOUR_ADDRESS),
                address(payload, RELAY_ADDRESS),
                options.address(ROUTER),
                options.address(RESOLVER),
                options.seconds(LEASE));
    }

    /// 0 when the client's hardware is no Ethernet.
    private static long mac(Payload payload) {
        if (payload.u8(1) != ETHERNET || payload.u8(2) != 6) {
            return 0;
        }
        return (long) payload.u16(CLIENT_HARDWARE) << 32
                | Integer.toUnsignedLong(payload.i32(CLIENT_HARDWARE + 2));
    }

    private static @Nullable Address address(Payload payload, int at) {
        int bits = payload.i32(at);
        return bits == 0 ? null : Address.ipv4(bits);
    }

    /// The options of one message, pieces of one option joined.
    private static final class Options {

        private final Payload payload;
        private final byte[] @Nullable [] values = new byte[256] @Nullable [];
        private int seen;

        Options(Payload payload) {
            this.payload = payload;
        }

        void read() {
            read(OPTIONS, payload.length());
            byte[] overload = values[OVERLOAD];
            int fields = overload != null && overload.length == 1 ? overload[0] : 0;
            if ((fields & 1) != 0) {
                read(FILE, COOKIE);
            }
            if ((fields & 2) != 0) {
                read(SERVER_NAME, FILE);
            }
        }

        private void read(int from, int end) {
            int at = from;
            while (at < end && seen < MAX_OPTIONS) {
                int code = payload.u8(at++);
                if (code == PAD) {
                    continue;
                }
                if (code == END || at >= end) {
                    return;
                }
                int length = payload.u8(at++);
                if (at + length > end) {
                    return;
                }
                seen++;
                add(code, payload.bytes(at, length));
                at += length;
            }
        }

        private void add(int code, byte[] piece) {
            byte[] before = values[code];
            if (before == null) {
                values[code] = piece;
            } else if (before.length < Learnt.MAX_TEXT) {
                byte[] joined = Arrays.copyOf(before, before.length + piece.length);
                System.arraycopy(piece, 0, joined, before.length, piece.length);
                values[code] = joined;
            }
        }

        int type() {
            byte[] type = values[MESSAGE_TYPE];
            return type == null || type.length != 1 ? 0 : Byte.toUnsignedInt(type[0]);
        }

        @Nullable Address address(int code) {
            byte[] value = values[code];
            boolean some = value != null && value.length >= 4 && value.length % 4 == 0;
            return some ? Address.of(Arrays.copyOf(value, 4)) : null;
        }

        /// Unsigned; 0 when absent.
        long seconds(int code) {
            byte[] value = values[code];
            return value == null || value.length != 4
                    ? 0
                    : Integer.toUnsignedLong(ByteBuffer.wrap(value).getInt());
        }

        /// Null when the relay says neither.
        Telling.@Nullable RelayPort port() {
            byte[] value = values[RELAY_INFORMATION];
            if (value == null) {
                return null;
            }
            String circuit = "";
            String remote = "";
            for (int at = 0; at + 2 <= value.length; ) {
                int length = Byte.toUnsignedInt(value[at + 1]);
                int next = at + 2 + length;
                if (next > value.length) {
                    break;
                }
                switch (value[at]) {
                    case CIRCUIT -> circuit = printable(Arrays.copyOfRange(value, at + 2, next));
                    case REMOTE -> remote = printable(Arrays.copyOfRange(value, at + 2, next));
                    default -> {}
                }
                at = next;
            }
            return circuit.isEmpty() && remote.isEmpty()
                    ? null
                    : new Telling.RelayPort(circuit, remote);
        }

        /// As text where it is some, else in hex; empty when it is.
        private static String printable(byte[] value) {
            boolean isText = true;
            for (byte b : value) {
                isText &= b >= ' ' && b < 0x7f;
            }
            return isText
                    ? new String(value, StandardCharsets.US_ASCII)
                    : HexFormat.of().formatHex(value, 0, Math.min(value.length, MOST_HEX));
        }

        @Nullable String text(int code) {
            byte[] value = values[code];
            return value == null ? null : text(value, 0);
        }

        private static @Nullable String text(byte[] value, int from) {
            var bytes = new Payload();
            bytes.set(value, 0, value.length);
            return Text.of(bytes, from, value.length);
        }

        @Nullable String decimals(int code) {
            byte[] value = values[code];
            if (value == null) {
                return null;
            }
            var text = new StringBuilder();
            for (int i = 0; i < value.length && i < Learnt.MAX_TEXT; i++) {
                text.append(i == 0 ? "" : ",").append(Byte.toUnsignedInt(value[i]));
            }
            return text.toString();
        }

        @Nullable String hex(int code) {
            byte[] value = values[code];
            return value == null
                    ? null
                    : HexFormat.of().formatHex(value, 0, Math.min(value.length, MOST_HEX));
        }

        /// Option 12, else the first label of option 81 (RFC 4702): three bytes, then the name as
        /// text, or as labels when the flag E says so.
        @Nullable String hostName() {
            String name = text(HOST_NAME);
            byte[] full = values[FULL_NAME];
            if (name != null || full == null || full.length < 4) {
                return name;
            }
            if ((full[0] & 4) == 0) {
                String text = text(full, 3);
                int dot = text == null ? -1 : text.indexOf('.');
                return text == null || dot < 0 ? text : text.substring(0, dot);
            }
            int length = Byte.toUnsignedInt(full[3]);
            if (length == 0 || length > 63 || 4 + length > full.length) {
                return null;
            }
            return text(Arrays.copyOfRange(full, 4, 4 + length), 0);
        }
    }
}
