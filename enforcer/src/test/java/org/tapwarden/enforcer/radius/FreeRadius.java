package org.tapwarden.enforcer.radius;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// FreeRADIUS as a server that is asked to throw devices out: one that insists on a
/// Message-Authenticator, one that does not, and one over TLS.
///
/// What it answers is said by the Acct-Session-Id: a number is a refusal with that Error-Cause,
/// anything else is done, a move only into VLAN 666; `proven` with a Message-Authenticator.
final class FreeRadius implements AutoCloseable {

    final int strict;
    final int lax;
    final int tls;
    private final Path folder;
    private final Process process;

    FreeRadius(Path folder) throws IOException, InterruptedException {
        assumeThat(Path.of("/usr/sbin/freeradius")).as("Debian's freeradius").exists();
        this.folder = folder;
        certificates();
        try (var one = new DatagramSocket();
                var two = new DatagramSocket();
                var three = new java.net.ServerSocket(0)) {
            strict = one.getLocalPort();
            lax = two.getLocalPort();
            tls = three.getLocalPort();
        }
        Files.createDirectories(folder.resolve("run"));
        Files.writeString(
                folder.resolve("radiusd.conf"),
                CONFIGURATION
                        .replace("FOLDER", folder.toString())
                        .replace("STRICT", Integer.toString(strict))
                        .replace("LAX", Integer.toString(lax))
                        .replace("TLS", Integer.toString(tls)));
        Path log = folder.resolve("log");
        process =
                new ProcessBuilder(
                                "freeradius",
                                "-fxx",
                                "-l",
                                "stdout",
                                "-d",
                                folder.toString(),
                                "-n",
                                "radiusd")
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        for (int i = 0; i < 400 && !Files.readString(log).contains("Ready to process"); i++) {
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
            Thread.sleep(25);
        }
    }

    /// An authority with a certificate for the server, for us and for another, and one that nobody
    /// believes.
    private void certificates() throws IOException, InterruptedException {
        for (String authority : List.of("ca", "other")) {
            openssl(
                    "req",
                    "-x509",
                    "-nodes",
                    "-days",
                    "2",
                    "-subj",
                    "/CN=" + authority,
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                    "-keyout",
                    authority + ".key",
                    "-out",
                    authority + ".pem");
        }
        certificate("server", "ca", "DNS:closet.example,IP:127.0.0.1");
        certificate("client", "ca", "DNS:appliance.example");
        certificate("visitor", "ca", "DNS:visitor.example");
        certificate("stranger", "other", "DNS:appliance.example");
    }

    private void certificate(String name, String authority, String names)
            throws IOException, InterruptedException {
        Files.writeString(folder.resolve(name + ".ext"), "subjectAltName=" + names + "\n");
        openssl(
                "req",
                "-nodes",
                "-subj",
                "/CN=" + name,
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-keyout",
                name + ".key",
                "-out",
                name + ".csr");
        openssl(
                "x509",
                "-req",
                "-days",
                "2",
                "-in",
                name + ".csr",
                "-CA",
                authority + ".pem",
                "-CAkey",
                authority + ".key",
                "-CAcreateserial",
                "-extfile",
                name + ".ext",
                "-out",
                name + ".pem");
    }

    private void openssl(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process made =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(made.waitFor()).as(said).isZero();
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static final String CONFIGURATION =
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
            modules {
              always ok {
                rcode = ok
              }
              always reject {
                rcode = reject
              }
            }
            clients strict {
              client strict {
                ipaddr = 127.0.0.1
                secret = testing123
                require_message_authenticator = yes
              }
            }
            clients lax {
              client lax {
                ipaddr = 127.0.0.1
                secret = testing123
                require_message_authenticator = no
              }
            }
            clients tls {
              client tls {
                ipaddr = 127.0.0.1
                secret = radsec
                proto = tls
              }
            }
            listen {
              type = coa
              ipaddr = 127.0.0.1
              port = STRICT
              clients = strict
              virtual_server = bare
            }
            listen {
              type = coa
              ipaddr = 127.0.0.1
              port = LAX
              clients = lax
              virtual_server = bare
            }
            listen {
              type = coa
              ipaddr = 127.0.0.1
              port = TLS
              proto = tcp
              clients = tls
              virtual_server = bare
              limit {
                max_connections = 16
                lifetime = 0
                idle_timeout = 30
              }
              tls {
                private_key_file = FOLDER/server.key
                certificate_file = FOLDER/server.pem
                ca_file = FOLDER/ca.pem
                require_client_cert = yes
                tls_min_version = "1.2"
                tls_max_version = "1.2"
                ecdh_curve = "prime256v1"
              }
            }
            policy {
              asked {
                if (&Acct-Session-Id && "%{Acct-Session-Id}" =~ /^[0-9]+$/) {
                  update reply {
                    Error-Cause := "%{Acct-Session-Id}"
                  }
                  reject
                }
                elsif (&Tunnel-Private-Group-Id && "%{Tunnel-Private-Group-Id}" != "666") {
                  reject
                }
                else {
                  ok
                }
              }
            }
            server bare {
              recv-coa {
                asked
              }
              send-coa {
                if (&Acct-Session-Id == "proven") {
                  update reply {
                    Message-Authenticator := 0x00
                  }
                }
                ok
              }
            }
            """;
}
