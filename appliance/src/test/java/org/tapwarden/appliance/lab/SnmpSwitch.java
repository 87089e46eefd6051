package org.tapwarden.appliance.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// The lab's switch answers SNMPv3 as switches do: net-snmp's agent, and the bridge tables of the
/// real bridge through `bridge-mib`.
///
/// @param program the agent
public record SnmpSwitch(Running program) implements AutoCloseable {

    public static final String ADDRESS = Lab.GATEWAY_4;
    public static final String USER = "twro";

    /// Who is known and may see nothing.
    public static final String BLIND_USER = "twblind";

    public static final String AUTHENTICATION = "the right password";
    public static final String PRIVACY = "the private password";

    /// Why there is none, for a test's assumption.
    public static Optional<String> unavailable() {
        boolean installed =
                Stream.of("/usr/sbin/snmpd", "/usr/local/sbin/snmpd")
                        .anyMatch(file -> Files.isExecutable(Path.of(file)));
        return Lab.unavailable()
                .or(() -> installed ? Optional.empty() : Optional.of("not installed: snmpd"));
    }

    /// @param tagged number of the address table and VLAN, for the table with VLANs; else empty
    public static SnmpSwitch start(Lab lab, String tagged) throws IOException {
        Path folder = Files.createDirectories(lab.directory().resolve("snmpd"));
        Path script = folder.resolve("bridge-mib");
        try (InputStream in = SnmpSwitch.class.getResourceAsStream("/lab/bridge-mib")) {
            Files.write(script, Objects.requireNonNull(in).readAllBytes());
        }
        Path settings = folder.resolve("snmpd.conf");
        String users =
                Stream.of(USER, BLIND_USER)
                        .map(u ->
                                "createUser %s SHA-256 \"%s\" AES \"%s\"\n"
                                        .formatted(u, AUTHENTICATION, PRIVACY))
                        .reduce("", String::concat);
        Files.writeString(
                settings,
                users
                        + """
                        agentAddress udp:%s:161
                        sysName lab-switch
                        view all included .1.3.6.1.2.1
                        rouser %s priv -V all
                        pass_persist .1.3.6.1.2.1.17 /usr/bin/python3 %s br0 %s
                        pass_persist .1.3.6.1.2.1.31.1.1.1.18 /usr/bin/python3 %s br0
                        """
                                .formatted(ADDRESS, USER, script, tagged, script));
        List<String> command =
                List.of(
                        "env",
                        "SNMP_PERSISTENT_DIR=" + folder.resolve("kept"),
                        "MIBS=",
                        "snmpd",
                        "-f",
                        "-Lo",
                        "-C",
                        "-c",
                        settings.toString());
        Running program = lab.spawn(lab.switchNamespace(), command.toArray(String[]::new));
        return new SnmpSwitch(program.awaits("NET-SNMP version", Duration.ofSeconds(20)));
    }

    @Override
    public void close() {
        program.close();
    }
}
