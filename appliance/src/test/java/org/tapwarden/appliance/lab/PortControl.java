package org.tapwarden.appliance.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// 802.1X at ports of the lab's switch: hostapd at each port, which nftables closes to whoever was
/// not let in; FreeRADIUS on a machine of its own, so that the tap sees what they say to each
/// other; wpa_supplicant where the clients are. FreeRADIUS asks our script about the list of the
/// denied.
public final class PortControl {

    public static final String SECRET = "correct horse";

    private static final String SERVER_4 = "10.20.0.60";
    private static final String SERVER_MAC = "02:00:00:00:02:60";
    private static final String PASSWORD = "hunter2";
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Pattern LOG_IN =
            Pattern.compile("Login (OK|incorrect).*: \\[.*\\] \\(.* cli ([0-9A-F-]+)\\)");

    private static final String EAPOL_START =
            """
            import socket
            with open('/sys/class/net/eth0/address') as file: own = file.read().strip()
            s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
            s.bind(('eth0', 0x888e))
            s.send(bytes.fromhex('0180c2000003' + own.replace(':', '') + '888e01010000'))
            """;

    private final Lab lab;
    private final Path folder;
    private final Path asks;
    private final Running server;
    private int supplicants;

    private PortControl(Lab lab, Path denied) throws IOException, InterruptedException {
        this.lab = lab;
        this.folder = Files.createDirectories(lab.directory().resolve("dot1x"));
        this.asks = folder.resolve("asks");
        asksAboutAccounts(true);
        this.server = serve(denied);
    }

    /// Why there is none, for a test's assumption.
    public static Optional<String> unavailable() {
        boolean installed =
                List.of("freeradius", "hostapd", "wpa_supplicant").stream()
                        .allMatch(name -> Files.isExecutable(Path.of("/usr/sbin", name)));
        return Lab.unavailable()
                .or(() ->
                        installed
                                ? Optional.empty()
                                : Optional.of("not installed: freeradius, hostapd, wpasupplicant"));
    }

    /// Starts the server.
    ///
    /// @param denied the list that it reads
    public static PortControl start(Lab lab, Path denied) throws IOException, InterruptedException {
        return new PortControl(lab, denied);
    }

    private Running serve(Path denied) throws IOException, InterruptedException {
        String space = lab.plugIn("radius", SERVER_MAC);
        lab.must(space, "ip", "addr", "add", SERVER_4 + "/24", "dev", "eth0");
        Files.createDirectories(folder.resolve("run"));
        String module =
                Files.readString(Path.of("../systemd/freeradius/tapwarden"))
                        .replace("/usr/lib/tapwarden/freeradius/tapwarden-denied", asks.toString())
                        .replace("/var/lib/tapwarden-radius/denied", denied.toString());
        Files.writeString(
                folder.resolve("radiusd.conf"),
                SERVER.replace("FOLDER", folder.toString())
                        .replace("MODULE", module)
                        .replace("PASSWORD", PASSWORD)
                        .replace("SECRET", SECRET)
                        .replace("ADDRESS", SERVER_4));
        return lab.spawn(
                        space,
                        "freeradius",
                        "-fxx",
                        "-l",
                        "stdout",
                        "-d",
                        folder.toString(),
                        "-n",
                        "radiusd")
                .awaits("Ready to process", PATIENCE);
    }

    /// Whether the server says under which account somebody comes, as ours does, or only the MAC,
    /// as where it was set up before accounts stood in the list.
    public void asksAboutAccounts(boolean account) throws IOException {
        Path script = Path.of("../systemd/freeradius/tapwarden-denied").toRealPath();
        Path next = folder.resolve("asks.new");
        Files.writeString(
                next,
                "#!/bin/sh\nexec "
                        + script
                        + " \"$1\" \"$2\" \"$3\""
                        + (account ? " \"$4\"\n" : "\n"));
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(next, asks, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Closes a port to all but those whom the server lets in.
    ///
    /// @param address the switch's, to which this port belongs
    /// @param name what the switch calls itself
    /// @param asked where it takes requests of the appliance; 0 where it takes none
    public void guard(String port, String address, String name, int asked)
            throws IOException, InterruptedException {
        String table = "dot1x_" + port;
        Path rules =
                Files.writeString(
                        folder.resolve(table + ".nft"),
                        GATE.replace("TABLE", table).replace("PORT", port));
        lab.must(lab.switchNamespace(), "nft", "-f", rules.toString());
        Path settings =
                Files.writeString(
                        folder.resolve(port + ".conf"),
                        AUTHENTICATOR
                                        .replace("PORT", port)
                                        .replace("OWN", address)
                                        .replace("NAME", name)
                                        .replace("SERVER", SERVER_4)
                                        .replace("SECRET", SECRET)
                                        .replace("CONTROL", folder.resolve("hostapd").toString())
                                + (asked > 0
                                        ? AUTHORIZATION
                                                .replace("OWN", address)
                                                .replace("SECRET", SECRET)
                                                .replace("ASKED", Integer.toString(asked))
                                        : ""));
        Running hostapd = lab.spawn(lab.switchNamespace(), "hostapd", settings.toString());
        hostapd.awaits("AP-ENABLED", PATIENCE);
        Path opens = folder.resolve(port + ".opens");
        Files.writeString(
                opens,
                """
                #!/bin/sh
                case $2 in
                    AP-STA-CONNECTED) nft add element netdev TABLE in "{ $3 }" ;;
                    AP-STA-DISCONNECTED) nft delete element netdev TABLE in "{ $3 }" ;;
                esac
                """
                        .replace("TABLE in", table + " authorized"));
        Files.setPosixFilePermissions(opens, PosixFilePermissions.fromString("rwxr-xr-x"));
        lab.spawn(
                lab.switchNamespace(),
                "hostapd_cli",
                "-p",
                folder.resolve("hostapd").toString(),
                "-i",
                port,
                "-a",
                opens.toString());
    }

    /// A machine asks to be let in under an account of its own, and the server answers.
    ///
    /// @return its supplicant, which goes on
    public Running asks(String space, String account) throws IOException, InterruptedException {
        long before = answers();
        Path settings =
                Files.writeString(
                        folder.resolve("supplicant-" + ++supplicants + ".conf"),
                        SUPPLICANT.replace("ACCOUNT", account).replace("PASSWORD", PASSWORD));
        Running supplicant =
                lab.spawn(
                        space,
                        "wpa_supplicant",
                        "-D",
                        "wired",
                        "-i",
                        "eth0",
                        "-c",
                        settings.toString());
        supplicant.awaits("Associated", PATIENCE);
        asksAgain(space, before);
        return supplicant;
    }

    /// The same once more, as switches have it every hour.
    public void asksAgain(String space) throws IOException, InterruptedException {
        asksAgain(space, answers());
    }

    /// A supplicant waits two seconds for the switch to speak first; this does not.
    private void asksAgain(String space, long before) throws IOException, InterruptedException {
        lab.must(space, Lab.PYTHON, "-c", EAPOL_START);
        if (!Lab.await(() -> answers() > before, PATIENCE)) {
            throw new AssertionError("nobody answered: " + server.said());
        }
    }

    private long answers() {
        return LOG_IN.matcher(server.said()).results().count();
    }

    /// Whether the server's last word about this MAC was to let it in.
    public boolean letIn(String mac) {
        String station = mac.replace(':', '-').toUpperCase(Locale.ROOT);
        return LOG_IN.matcher(server.said())
                .results()
                .filter(r -> r.group(2).equals(station))
                .reduce((first, second) -> second)
                .orElseThrow()
                .group(1)
                .equals("OK");
    }

    /// How often the server let somebody in under this account.
    public long letInAs(String account) {
        return Pattern.compile("Login OK: \\[" + Pattern.quote(account) + "\\]")
                .matcher(server.said())
                .results()
                .count();
    }

    private static final String GATE =
            """
            table netdev TABLE {
                set authorized { type ether_addr; }
                chain port {
                    type filter hook ingress device PORT priority -500; policy drop;
                    ether type 0x888e accept
                    ether saddr @authorized accept
                }
            }
            """;

    private static final String AUTHENTICATOR =
            """
            interface=PORT
            driver=wired
            ieee8021x=1
            use_pae_group_addr=1
            own_ip_addr=OWN
            radius_client_addr=OWN
            nas_identifier=NAME
            auth_server_addr=SERVER
            auth_server_port=1812
            auth_server_shared_secret=SECRET
            acct_server_addr=10.20.0.1
            acct_server_port=1813
            acct_server_shared_secret=SECRET
            ctrl_interface=CONTROL
            """;

    private static final String AUTHORIZATION =
            """
            radius_das_port=ASKED
            radius_das_client=OWN SECRET
            radius_das_time_window=300
            radius_das_require_event_timestamp=1
            radius_das_require_message_authenticator=1
            """;

    private static final String SUPPLICANT =
            """
            ap_scan=0
            network={
             key_mgmt=IEEE8021X
             eap=MD5
             identity="ACCOUNT"
             password="PASSWORD"
             eapol_flags=0
            }
            """;

    private static final String SERVER =
            """
            prefix = /usr
            logdir = FOLDER
            raddbdir = /etc/freeradius/3.0
            libdir = /usr/lib/freeradius
            run_dir = FOLDER/run
            pidfile = FOLDER/run/pid
            max_request_time = 5
            cleanup_delay = 0
            hostname_lookups = no
            log {
              auth = yes
            }
            security {
              reject_delay = 0
              status_server = yes
            }
            thread pool {
              start_servers = 1
              max_servers = 4
              min_spare_servers = 1
              max_spare_servers = 2
              max_requests_per_server = 0
            }
            client switches {
              ipaddr = 10.20.0.0/24
              secret = "SECRET"
              require_message_authenticator = yes
            }
            modules {
              eap {
                default_eap_type = md5
                timer_expire = 60
                max_sessions = 64
                md5 {
                }
              }
              MODULE
            }
            server lab {
              listen {
                type = auth
                ipaddr = ADDRESS
                port = 1812
              }
              authorize {
                update control {
                  Cleartext-Password := "PASSWORD"
                }
                eap
              }
              authenticate {
                eap
              }
              post-auth {
                tapwarden
                Post-Auth-Type REJECT {
                  eap
                }
              }
            }
            """;
}
