package org.tapwarden.classifier.protocol.mail;

import static org.tapwarden.classifier.protocol.Conversation.tcp;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.Samples.record;
import static org.tapwarden.classifier.protocol.Samples.usualHello;

import java.util.List;
import org.tapwarden.classifier.protocol.Conversation;

/// At least one conversation for each protocol of the family.
public final class MailConversations {

    public static final List<Conversation> ALL =
            List.of(
                    tcp("smtp", 25)
                            .server(text("220 mx.example.org ESMTP ready\r\n"))
                            .client(text("EHLO client.example.org\r\n")),
                    tcp("smtp", 587)
                            .server(text("220 mx.example.org at your service\r\n"))
                            .client(text("EHLO client.example.org\r\n"))
                            .server(text("250-mx.example.org\r\n250 STARTTLS\r\n"))
                            .client(text("STARTTLS\r\n"))
                            .server(text("220 go ahead\r\n"))
                            .client(record(22, usualHello("mx.example.org"))),
                    tcp("smtp", 24).client(text("LHLO client.example.org\r\n")),
                    tcp("imap", 143)
                            .server(text("* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n"))
                            .client(text("a1 STARTTLS\r\n")),
                    tcp("imap", 143).server(text("* OK ready\r\n")).client(text("a1 NOOP\r\n")),
                    tcp("imap", 143).client(text("C0001 CAPABILITY\r\n")),
                    tcp("pop3", 110)
                            .server(text("+OK <1896.697170952@example.org>\r\n"))
                            .client(text("CAPA\r\n")),
                    tcp("pop3", 110).server(text("+OK POP3 server ready\r\n")),
                    tcp("usenet", 119)
                            .server(text("200 news.example.org ready, posting allowed\r\n"))
                            .client(text("GROUP example.test\r\n")),
                    tcp("usenet", 119).client(text("MODE READER\r\n")),
                    tcp("managesieve", 4190)
                            .server(text("\"IMPLEMENTATION\" \"Example Sieve 1.2\"\r\n")));

    static byte[] text(String text) {
        return bytes().ascii(text).done();
    }

    private MailConversations() {}
}
