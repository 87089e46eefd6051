package org.tapwarden.classifier.protocol.remote;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;
import org.tapwarden.classifier.protocol.file.Opening;

/// VMware's authentication daemon, which opens the consoles of virtual machines, by its greeting
/// (observed: the greeting of ESXi and Workstation on port 902), and the TLS that follows.
final class VmwareDissector implements Dissector {
    static final Protocol VMWARE = Protocol.named("vmware", Category.REMOTE_ACCESS);

    private static final String GREETING = "220 VMware Authentication Daemon Version ";
    private static final int BOUND = 128;

    private static final About ABOUT =
            About.of(VMWARE, "VMware authentication daemon")
                    .over(Transport.TCP)
                    .in("observed: the greeting; no public specification")
                    .reads("the server's greeting", BOUND)
                    .opens(GREETING);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        Answer answer = Opening.of(payload, GREETING);
        if (answer != Answer.YES) {
            return answer;
        }
        int end = Math.min(payload.length(), BOUND);
        int stop = GREETING.length();
        while (stop < end && payload.u8(stop) != ':' && payload.u8(stop) > ' ') {
            stop++;
        }
        learnt.grounds("vmware-greeting");
        String version = Text.of(payload, GREETING.length(), stop);
        if (version != null) {
            learnt.version(version);
        }
        return Answer.YES;
    }
}
