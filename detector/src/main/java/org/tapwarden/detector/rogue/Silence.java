package org.tapwarden.detector.rogue;

import java.util.ArrayList;
import java.util.List;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.finding.Evidence;

/// Says why there is no case about a device, for whoever wonders.
public final class Silence {

    private Silence() {}

    /// One sentence for each reason; empty when nothing about the device needs an explanation.
    public static List<String> why(Device device, List<Evidence> evidence) {
        List<String> why = new ArrayList<>();
        if (device.standing() == Standing.APPROVED) {
            why.add("it is on the approved list");
        }
        if (device.randomised()) {
            why.add(
                    "its MAC is a private one, as phones and tablets make them; that alone is no"
                            + " reason for anything");
        }
        List<Evidence> router =
                evidence.stream().filter(one -> one.reason() instanceof RouterReason).toList();
        long families = router.stream().map(Evidence::family).distinct().count();
        if (families == 0 && RouterIdentity.makesRouters(device.maker())) {
            why.add(
                    "its maker makes home routers, too, but nothing it says is a router's"
                            + (device.kind().isEmpty()
                                    ? ""
                                    : " (it looks like a " + device.kind() + ")")
                            + ", and it was not seen forwarding for others");
        }
        if (families == 1) {
            why.add(
                    "only one family of evidence speaks for a router ("
                            + router.getFirst().sentence()
                            + "), and one never makes a case");
        }
        return why;
    }
}
