package org.tapwarden.webconsole.access;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.tapwarden.detector.audit.AuditTrail;
import org.tapwarden.detector.store.Transactions;

/// Accounts, invitations and the console's own audit rows, in one SQLite file. Safe to call from
/// any thread; what is answered is on the disk.
public final class Accounts implements AutoCloseable {

    public static final int MOST = 1_000;
    static final Duration INVITATION_LASTS = Duration.ofHours(24);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,31}");
    private static final List<String> SCHEMA =
            List.of(
                    "CREATE TABLE IF NOT EXISTS account (name TEXT PRIMARY KEY, role TEXT NOT NULL,"
                            + " hash TEXT NOT NULL, made TEXT NOT NULL, disabled INTEGER NOT NULL)",
                    "CREATE TABLE IF NOT EXISTS invitation (hash TEXT PRIMARY KEY, role TEXT NOT"
                            + " NULL, until TEXT NOT NULL)",
                    "CREATE TABLE IF NOT EXISTS audit (number INTEGER PRIMARY KEY, record TEXT NOT"
                            + " NULL, hash TEXT NOT NULL)");

    private final Connection connection;
    private final ReentrantLock lock = new ReentrantLock();
    private final Throttle throttle = new Throttle();
    private final Passwords passwords;

    /// @param passwords how dear those of new accounts are made
    /// @throws IOException in one line, when the file cannot be opened
    public Accounts(Path file, Passwords passwords) throws IOException {
        this.passwords = passwords;
        try {
            connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode=WAL");
                statement.execute("PRAGMA synchronous=FULL");
                for (String table : SCHEMA) {
                    statement.execute(table);
                }
            }
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T of(Connection connection) throws SQLException;
    }

    private <T> T committed(Work<T> work) {
        lock.lock();
        try {
            T result = work.of(connection);
            connection.commit();
            return result;
        } catch (SQLException e) {
            rollBack();
            throw new IllegalStateException("the console's store failed", e);
        } finally {
            lock.unlock();
        }
    }

    private void rollBack() {
        try {
            Transactions.takeBack(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("the console's store failed", e);
        }
    }

    /// An account as the administrator sees it.
    public record Listed(String name, Role role, boolean disabled) {}

    public List<Listed> all() {
        return committed(c -> {
            List<Listed> all = new ArrayList<>();
            try (Statement statement = c.createStatement();
                    ResultSet row =
                            statement.executeQuery(
                                    "SELECT name, role, disabled FROM account ORDER BY name")) {
                while (row.next()) {
                    all.add(
                            new Listed(
                                    row.getString(1),
                                    Role.valueOf(row.getString(2)),
                                    row.getInt(3) == 1));
                }
            }
            return all;
        });
    }

    public boolean isEmpty() {
        return all().isEmpty();
    }

    /// Makes a link that one person may use once within a day.
    ///
    /// @return the token that belongs into the link; only its hash is kept
    public String invite(String who, Role role, Instant now) {
        String token = Tokens.fresh();
        committed(c -> {
            try (PreparedStatement old =
                    c.prepareStatement("DELETE FROM invitation WHERE until < ?")) {
                old.setString(1, now.toString());
                old.executeUpdate();
            }
            try (PreparedStatement insert =
                    c.prepareStatement("INSERT INTO invitation VALUES (?, ?, ?)")) {
                insert.setString(1, Tokens.hash(token));
                insert.setString(2, role.name());
                insert.setString(3, now.plus(INVITATION_LASTS).toString());
                insert.executeUpdate();
            }
            AuditTrail.append(c, now, who, "invited", Map.of("role", role.word()));
            return true;
        });
        return token;
    }

    /// Which role a link is for; empty when it was used, is too old or never was.
    public Optional<Role> invited(String token, Instant now) {
        return committed(c -> invited(c, token, now));
    }

    private static Optional<Role> invited(Connection c, String token, Instant now)
            throws SQLException {
        try (PreparedStatement select =
                c.prepareStatement("SELECT role, until FROM invitation WHERE hash = ?")) {
            select.setString(1, Tokens.hash(token));
            try (ResultSet row = select.executeQuery()) {
                boolean valid = row.next() && now.isBefore(Instant.parse(row.getString(2)));
                return valid ? Optional.of(Role.valueOf(row.getString(1))) : Optional.empty();
            }
        }
    }

    /// Takes up an invitation.
    ///
    /// @return what is wrong, for people; empty when the account is there now
    public List<String> accept(String token, String name, String password, Instant now) {
        if (!NAME.matcher(name).matches()) {
            return List.of("The name must be 2 to 32 letters, digits, dots, dashes.");
        }
        List<String> wrong = Passwords.wrong(name, password);
        if (!wrong.isEmpty()) {
            return wrong;
        }
        String hash = passwords.hash(password);
        return committed(c -> {
            Optional<Role> role = invited(c, token, now);
            if (role.isEmpty()) {
                return List.of("This link was used, or is too old. Ask for a new one.");
            }
            if (kept(c, name).isPresent()) {
                return List.of("This name is taken.");
            }
            if (count(c) >= MOST) {
                return List.of("There are too many accounts.");
            }
            try (PreparedStatement gone =
                            c.prepareStatement("DELETE FROM invitation WHERE hash = ?");
                    PreparedStatement insert =
                            c.prepareStatement("INSERT INTO account VALUES (?, ?, ?, ?, 0)")) {
                gone.setString(1, Tokens.hash(token));
                gone.executeUpdate();
                insert.setString(1, name);
                insert.setString(2, role.orElseThrow().name());
                insert.setString(3, hash);
                insert.setString(4, now.toString());
                insert.executeUpdate();
            }
            AuditTrail.append(
                    c, now, name, "account made", Map.of("role", role.orElseThrow().word()));
            return List.of();
        });
    }

    private static long count(Connection c) throws SQLException {
        try (Statement statement = c.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM account")) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private record Kept(Account account, String hash, boolean disabled) {}

    private static Optional<Kept> kept(Connection c, String name) throws SQLException {
        try (PreparedStatement select =
                c.prepareStatement("SELECT role, hash, disabled FROM account WHERE name = ?")) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(
                                new Kept(
                                        new Account(name, Role.valueOf(row.getString(1))),
                                        row.getString(2),
                                        row.getInt(3) == 1))
                        : Optional.empty();
            }
        }
    }

    /// Lets somebody in. The answer is the same for a wrong name, a wrong password, a disabled
    /// account and too many tries, and so is the time it takes.
    public Optional<Account> login(String name, String password, String address, Instant now) {
        boolean known = NAME.matcher(name).matches();
        String byName = "name " + (known ? name : "?");
        String byAddress = "address " + address;
        Optional<Kept> kept = known ? committed(c -> kept(c, name)) : Optional.empty();
        boolean right =
                kept.map(k -> Passwords.matches(password, k.hash()) && !k.disabled())
                        .orElseGet(() -> passwords.matchesNobody(password));
        boolean throttled = throttle.tooMany(byName, now) || throttle.tooMany(byAddress, now);
        boolean in = right && !throttled;
        if (in) {
            throttle.succeeded(byName);
        } else {
            throttle.failed(byName, now);
            throttle.failed(byAddress, now);
        }
        note(
                known ? name : "?",
                in ? "logged in" : "login refused",
                Map.of("from", address, "throttled", Boolean.toString(throttled)),
                now);
        return in ? kept.map(Kept::account) : Optional.empty();
    }

    /// Lets an account in no more, or again.
    public void disable(String who, String name, boolean disabled, Instant now) {
        committed(c -> {
            try (PreparedStatement update =
                    c.prepareStatement("UPDATE account SET disabled = ? WHERE name = ?")) {
                update.setInt(1, disabled ? 1 : 0);
                update.setString(2, name);
                update.executeUpdate();
            }
            AuditTrail.append(
                    c,
                    now,
                    who,
                    disabled ? "account disabled" : "account enabled",
                    Map.of("account", name));
            return true;
        });
    }

    /// Writes an audit row; on the disk when this returns.
    public void note(String who, String act, Map<String, String> particulars, Instant now) {
        committed(c -> {
            AuditTrail.append(c, now, who, act, particulars);
            return true;
        });
    }

    public AuditTrail.Verdict verify() {
        return committed(AuditTrail::verify);
    }

    /// The last rows, newest last.
    public List<AuditTrail.Row> lastRows(int limit) {
        return committed(c -> {
            AuditTrail.Verdict verdict = AuditTrail.verify(c);
            return AuditTrail.after(c, Math.max(0, verdict.rows() - limit), limit);
        });
    }

    @Override
    public void close() {
        lock.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("the console's store failed", e);
        } finally {
            lock.unlock();
        }
    }
}
