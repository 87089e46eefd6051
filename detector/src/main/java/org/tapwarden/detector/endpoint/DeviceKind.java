package org.tapwarden.detector.endpoint;

import java.util.Locale;

/// A guess at what a device is, in a help desk's words. It decides nothing; it helps to find the
/// thing on a shelf.
///
/// The DHCP facts were read off clients in our own lab and from RFC 2132; no fingerprint database
/// went in.
final class DeviceKind {

    private DeviceKind() {}

    static String guess(Endpoint of) {
        String vendorClass = of.vendorClass().toLowerCase(Locale.ROOT);
        for (String service : of.services()) {
            String lower = service.toLowerCase(Locale.ROOT);
            if (lower.contains("internetgatewaydevice") || lower.contains("wlanaccesspoint")) {
                return "home router";
            }
            if (lower.contains("_ipp")
                    || lower.contains("_printer")
                    || lower.contains("_pdl-datastream")
                    || lower.contains("device:printer")) {
                return "printer";
            }
            if (lower.contains("_googlecast") || lower.contains("_airplay")) {
                return "television or speaker";
            }
        }
        if (vendorClass.startsWith("msft")) {
            return "Windows computer";
        }
        if (vendorClass.startsWith("android")) {
            return "Android device";
        }
        if (vendorClass.startsWith("cros")) {
            return "Chromebook";
        }
        if (of.isNextHop()) {
            return "gateway";
        }
        if (vendorClass.startsWith("udhcp")) {
            return "small device (embedded Linux)";
        }
        if (vendorClass.startsWith("dhcpcd") || vendorClass.startsWith("anaconda")) {
            return "Linux computer";
        }
        if (of.isRandomised()) {
            return "phone, tablet or computer with a private address";
        }
        return "";
    }
}
