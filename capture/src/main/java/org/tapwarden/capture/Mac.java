package org.tapwarden.capture;

/// A MAC address in the low 48 bits of a long, as the columns keep it. Zero means "not known".
///
/// @param bits the six bytes, first byte highest
public record Mac(long bits) {

    public static final Mac UNKNOWN = new Mac(0);

    private static final int LOCAL_BIT = 0x02;
    private static final int GROUP_BIT = 0x01;

    /// Reads `02:00:00:00:00:01`, with `:` or `-` between, or none.
    ///
    /// @throws IllegalArgumentException when the text is no MAC address
    public static Mac parse(String text) {
        String hex = text.replace(":", "").replace("-", "").replace(".", "");
        if (!hex.matches("[0-9a-fA-F]{12}")) {
            throw new IllegalArgumentException("not a MAC address: " + text);
        }
        return new Mac(Long.parseLong(hex, 16));
    }

    /// The locally administered bit: a phone that hides its maker, a virtual machine, a container
    /// (IEEE 802, section 8.2.2).
    public boolean isLocallyAdministered() {
        return (firstByte() & LOCAL_BIT) != 0;
    }

    public boolean isGroup() {
        return (firstByte() & GROUP_BIT) != 0;
    }

    private int firstByte() {
        return (int) (bits >>> 40) & 0xff;
    }

    @Override
    public String toString() {
        var text = new StringBuilder(17);
        for (int shift = 40; shift >= 0; shift -= 8) {
            int b = (int) (bits >>> shift) & 0xff;
            text.append(Character.forDigit(b >> 4, 16)).append(Character.forDigit(b & 15, 16));
            if (shift > 0) {
                text.append(':');
            }
        }
        return text.toString();
    }
}
