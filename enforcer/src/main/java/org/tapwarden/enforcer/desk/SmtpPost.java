package org.tapwarden.enforcer.desk;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;

/// SMTP by Angus Mail, one connection a mail: the desk gets a few mails a day, and a connection
/// kept open over night is one that a firewall has forgotten.
public final class SmtpPost implements Post {

    private static final String PATIENCE_MILLIS = "10000";

    private final Session session;
    private final SmtpSettings settings;
    private final String from;

    public SmtpPost(SmtpSettings settings, String from) {
        this.settings = settings;
        this.from = from;
        var properties = new Properties();
        properties.put("mail.smtp.host", settings.host());
        properties.put("mail.smtp.port", Integer.toString(settings.port()));
        properties.put("mail.smtp.starttls.enable", "true");
        properties.put(
                "mail.smtp.starttls.required", Boolean.toString(settings.startTlsRequired()));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.auth", Boolean.toString(settings.account().isPresent()));
        properties.put("mail.smtp.from", from);
        properties.put("mail.smtp.connectiontimeout", PATIENCE_MILLIS);
        properties.put("mail.smtp.timeout", PATIENCE_MILLIS);
        properties.put("mail.smtp.writetimeout", PATIENCE_MILLIS);
        this.session = Session.getInstance(properties);
    }

    @Override
    public Optional<String> send(Outbox.Mail mail) {
        try (Transport transport = session.getTransport("smtp")) {
            Message message = message(mail);
            if (settings.account().isPresent()) {
                SmtpSettings.Account account = settings.account().orElseThrow();
                transport.connect(account.user(), account.password());
            } else {
                transport.connect();
            }
            transport.sendMessage(message, message.getAllRecipients());
            return Optional.empty();
        } catch (MessagingException e) {
            String words = e.getMessage();
            return Optional.of(words == null ? e.getClass().getSimpleName() : words);
        }
    }

    private Message message(Outbox.Mail mail) throws MessagingException {
        var message = new WithOwnId(session, mail.messageId());
        message.setFrom(new InternetAddress(from));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(mail.recipient()));
        message.setSubject(mail.subject(), StandardCharsets.UTF_8.name());
        message.setText(mail.body(), StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(mail.queuedWall()));
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setHeader("Precedence", "bulk");
        if (!mail.refersTo().isEmpty()) {
            message.setHeader("In-Reply-To", mail.refersTo());
            message.setHeader("References", mail.refersTo());
        }
        message.saveChanges();
        return message;
    }

    /// The library would make a new id for every attempt, and nobody could tell the second copy.
    private static final class WithOwnId extends MimeMessage {

        private final String id;

        WithOwnId(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
