package org.tapwarden.detector.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.detector.Users.HowUsed;
import org.tapwarden.detector.Users.SamePerson;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.identity.Account;
import org.tapwarden.detector.identity.Persons;
import org.tapwarden.detector.identity.PersonsList;
import org.tapwarden.detector.identity.PersonsList.Entry;
import org.tapwarden.detector.identity.Use;
import org.tapwarden.detector.identity.UsedBy;

/// Who uses what, as it is on the disk: the ledger's rows about persons, the office's list, and how
/// far the console's journal was read. The list is kept in memory, too: the deciding thread asks
/// for it all the time.
final class KeptPersons {

    /// Where `meta` keeps how far the journal was read.
    static final String DONE = "identities_done";

    static final String THROUGH = "identities_through";

    private final CommittedReader reader;
    private volatile List<Entry> list;

    KeptPersons(CommittedReader reader) {
        this.reader = reader;
        this.list = read();
    }

    private List<Entry> read() {
        return reader.select(
                r -> {
                    String address = r.getString(2);
                    @Nullable Address at = address.isEmpty() ? null : Address.parse(address);
                    return new Entry(r.getLong(1), at, r.getString(3), r.getLong(4), r.getLong(5));
                },
                "SELECT mac, address, person, from_ms, to_ms FROM listed_person ORDER BY number");
    }

    /// The office's list; another object when it changed.
    List<Entry> list() {
        return list;
    }

    /// An import was committed.
    void changed(List<Entry> now) {
        list = now;
    }

    PersonsList.Difference difference(List<Entry> file) {
        return PersonsList.difference(list, file);
    }

    /// Gives back what an earlier run kept: each endpoint's newest rows, and those of the last day,
    /// which tell how many persons share it.
    void recall(Persons persons) {
        long newest =
                reader.number(
                        "SELECT from_ms FROM binding WHERE fact = 'user.name'"
                                + " ORDER BY from_ms DESC LIMIT 1");
        reader.select(
                        KeptPersons::binding,
                        "SELECT endpoint, fact, value, from_ms, source, confidence FROM binding"
                                + " WHERE fact IN ('user.name', 'device.use', 'place')"
                                + " AND (from_ms >= ? OR number IN (SELECT MAX(number) FROM binding"
                                + " WHERE fact IN ('user.name', 'device.use', 'place')"
                                + " GROUP BY endpoint, fact)) ORDER BY number",
                        newest - 86_400_000)
                .forEach(persons::recall);
        persons.goOn(number(DONE), number(THROUGH));
        persons.listed(list);
    }

    private long number(String name) {
        return reader.number("SELECT value FROM meta WHERE name = '" + name + "'");
    }

    private static Binding binding(java.sql.ResultSet row) throws java.sql.SQLException {
        return new Binding(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getString(5),
                row.getInt(6));
    }

    /// Who used an endpoint at a moment; empty when nobody was known to.
    Optional<UsedBy> usedBy(long endpoint, long atMillis) {
        Optional<Binding> names = row(endpoint, Persons.USER, atMillis);
        Use use =
                row(endpoint, Persons.USE, atMillis)
                        .map(row -> Use.of(row.value()))
                        .orElse(Use.ONE_PERSON);
        return names.filter(row -> !row.value().isEmpty())
                .map(row ->
                        new UsedBy(
                                row.value().lines().toList(),
                                row.fromMillis(),
                                row.source(),
                                row.confidence(),
                                use));
    }

    /// What else the one person who used an endpoint used; empty when it was nobody, or several.
    Optional<SamePerson> samePerson(long endpoint, long atMillis) {
        Optional<Account> one =
                usedBy(endpoint, atMillis)
                        .filter(KeptPersons::isOnePerson)
                        .map(used -> Account.of(used.persons().getFirst()))
                        .filter(account -> !account.isNobody());
        return one.map(account -> samePerson(account, endpoint, atMillis));
    }

    private SamePerson samePerson(Account account, long endpoint, long atMillis) {
        var hers = new ArrayList<Long>();
        var shared = new ArrayList<Long>();
        for (long other : namedBy(atMillis)) {
            Optional<UsedBy> used = other == endpoint ? Optional.empty() : usedBy(other, atMillis);
            if (used.isPresent() && names(used.orElseThrow(), account)) {
                (isOnePerson(used.orElseThrow()) ? hers : shared).add(other);
            }
        }
        return new SamePerson(hers, shared);
    }

    private static boolean isOnePerson(UsedBy used) {
        return used.use() == Use.ONE_PERSON && used.persons().size() == 1;
    }

    private static boolean names(UsedBy used, Account account) {
        return used.persons().stream().anyMatch(name -> Account.of(name).sameAs(account));
    }

    /// Endpoints of which somebody ever said who uses them.
    private List<Long> namedBy(long atMillis) {
        return reader.select(
                row -> row.getLong(1),
                "SELECT DISTINCT endpoint FROM binding WHERE fact = ? AND from_ms <= ?"
                        + " ORDER BY endpoint",
                Persons.USER,
                atMillis);
    }

    /// How many people use it, as of a moment; a row of its own only once it was more than one.
    Optional<HowUsed> use(long endpoint, long atMillis) {
        Optional<Binding> said = row(endpoint, Persons.USE, atMillis);
        return (said.isPresent() ? said : row(endpoint, Persons.USER, atMillis))
                .map(row ->
                        new HowUsed(
                                said.isPresent() ? Use.of(row.value()) : Use.ONE_PERSON,
                                Instant.ofEpochMilli(row.fromMillis()),
                                row.source(),
                                row.confidence()));
    }

    private Optional<Binding> row(long endpoint, String fact, long atMillis) {
        return reader
                .select(
                        KeptPersons::binding,
                        "SELECT endpoint, fact, value, from_ms, source, confidence FROM binding"
                                + " WHERE fact = ? AND endpoint = ? AND from_ms <= ?"
                                + " ORDER BY number DESC LIMIT 1",
                        fact,
                        endpoint,
                        atMillis)
                .stream()
                .findFirst();
    }
}
