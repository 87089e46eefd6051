package org.tapwarden.detector.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.language.Field;
import org.tapwarden.detector.Alerts;
import org.tapwarden.detector.Approvals;
import org.tapwarden.detector.Devices;
import org.tapwarden.detector.Dispositions;
import org.tapwarden.detector.Past;
import org.tapwarden.detector.Users;
import org.tapwarden.detector.approved.Approval;
import org.tapwarden.detector.approved.ApprovedList;
import org.tapwarden.detector.approved.OneApproval;
import org.tapwarden.detector.audit.AuditTrail;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.endpoint.Endpoints;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Evidence;
import org.tapwarden.detector.identity.PersonsList;
import org.tapwarden.detector.identity.UsedBy;
import org.tapwarden.detector.place.Place;
import org.tapwarden.detector.segment.Segments;
import org.tapwarden.detector.sensor.Asked;
import org.tapwarden.detector.sensor.Outlet;
import org.tapwarden.detector.sensor.Sensor;

/// What the sensor keeps: endpoints, ledger, evidence, alerts, the approved list, and the journal
/// that the enforcer reads.
///
/// The one door to the file: what the deciding thread puts in goes to {@link GroupCommit}, what
/// others ask is read by {@link KeptDevices}, {@link KeptAlerts}, {@link Ledger}, {@link Journal}
/// {@link KeptPersons} and {@link KeptApprovals} from what is committed.
public final class SensorStore
        implements Outlet,
                Devices,
                Users,
                Approvals,
                Dispositions,
                Alerts,
                Directory,
                AutoCloseable {

    /// Ids are reserved in blocks of so many, durably, before one is used.
    public static final int ID_BLOCK = IdBlocks.BLOCK;

    /// Where `meta` keeps up to which id is reserved.
    static final String IDS = "ids";

    private static final Logger LOG = LoggerFactory.getLogger(SensorStore.class);

    private static final long NANOS_PER_MILLI = 1_000_000L;

    /// Alerts that an earlier run may still change.
    private static final int MOST_RECALLED = 1_000;

    private static final int MOST_EVIDENCE = 100_000;

    private final Connection writing;
    private final GroupCommit writer;
    private final CommittedReader reader;
    private final KeptApprovals approvals;
    private final KeptPersons persons;
    private final KeptDevices devices;
    private final KeptAlerts alerts;
    private final KeptDispositions dispositions;
    private final Ledger ledger;
    private final Journal journal;
    private final IdBlocks ids;

    /// Event time of what was seen last. Written by the deciding thread.
    private volatile long newestNanos;

    /// Opens the file or makes it.
    ///
    /// @param segments to find the segment of an endpoint by its name
    /// @throws IOException in one line, when it cannot be opened
    public SensorStore(Path file, Segments segments) throws IOException {
        this(file, segments, true);
    }

    /// The same for one command, which fails where the disk is full, instead of waiting for room.
    ///
    /// @throws IOException in one line, when it cannot be opened
    public static SensorStore forOneCommand(Path file, Segments segments) throws IOException {
        return new SensorStore(file, segments, false);
    }

    private SensorStore(Path file, Segments segments, boolean patient) throws IOException {
        long reserved;
        try {
            writing = Schema.prepared(file);
            reader = new CommittedReader(Schema.open(file));
            approvals = new KeptApprovals(reader);
            persons = new KeptPersons(reader);
            reserved = reader.number("SELECT value FROM meta WHERE name = '" + IDS + "'");
        } catch (SQLException | IOException | IllegalStateException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        newestNanos = reader.number("SELECT MAX(last_ns) FROM endpoint");
        devices = new KeptDevices(reader, segments, approvals, () -> newestNanos / NANOS_PER_MILLI);
        alerts = new KeptAlerts(reader);
        dispositions = new KeptDispositions(reader);
        ledger = new Ledger(reader);
        journal = new Journal(reader);
        writer = new GroupCommit(writing, this::committed, patient);
        ids = new IdBlocks(reserved, through -> writer.submit(new Change.Reserved(through)));
        writer.start();
        ids.ask();
        try {
            writer.awaitCommitted(writer.submitted());
        } catch (IllegalStateException e) {
            close();
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /// What only counts once it is on the disk.
    private void committed(Change change) {
        switch (change) {
            case Change.Reserved(long through) -> ids.reserved(through);
            case Change.Imported imported ->
                    approvals.changed(imported.difference(), imported.origin());
            case Change.Listed(List<PersonsList.Entry> list) -> persons.changed(list);
            case Change.All(List<Change> parts) -> parts.forEach(this::committed);
            default -> {
                // nothing follows from the others
            }
        }
    }

    /// Gives the sensor back what an earlier run kept.
    public void recall(Sensor sensor) throws IOException {
        try {
            for (Endpoint endpoint : devices.endpoints()) {
                sensor.recall(endpoint);
            }
            for (KeptDevices.Suspected one : devices.suspected(MOST_EVIDENCE)) {
                sensor.recall(one.kind(), one.segment(), one.evidence());
            }
            List<Alert> kept = alerts.newest(MOST_RECALLED);
            sensor.recall(kept.reversed(), alerts.highestId(), alerts.highestRevision());
            sensor.approvals(approvals.approvals());
            persons.recall(sensor.persons());
        } catch (IllegalStateException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    // ---- the deciding thread's side ----

    @Override
    public void endpoint(Endpoint endpoint) {
        newestNanos = Math.max(newestNanos, endpoint.lastNanos());
        writer.row(Change.Row.of(endpoint));
    }

    @Override
    public void bound(Binding binding) {
        writer.bound(binding);
    }

    @Override
    public void evidence(CaseKind kind, String segment, Evidence evidence) {
        writer.submit(new Change.Found(kind, segment, evidence));
    }

    @Override
    public void alert(Alert alert, Optional<Asked> asked) {
        var told = new Change.Told(alert);
        writer.submit(
                asked.<Change>map(a -> new Change.All(List.of(told, new Change.Ordered(a))))
                        .orElse(told));
    }

    @Override
    public void identified(long done, long through) {
        writer.submit(new Change.Identified(done, through));
    }

    /// The next endpoint id; {@link Endpoints#UNRESOLVED} when the reserved ones are used up and
    /// the disk has not acknowledged the next block. Called by the deciding thread only.
    public long nextId() {
        return ids.next();
    }

    /// Number of the change put in last.
    public long submitted() {
        return writer.submitted();
    }

    /// Changes up to this number are on the disk.
    public long committed() {
        return writer.committed();
    }

    /// Waits until the change is on the disk.
    public void awaitCommitted(long number) {
        writer.awaitCommitted(number);
    }

    // ---- the approved list ----

    /// What the office says by MAC, as committed; another object when it changed.
    public Map<Long, Approval> approvals() {
        return approvals.approvals();
    }

    /// What an import of this list would change.
    public ApprovedList.Difference difference(List<ApprovedList.Entry> list) {
        return approvals.difference(list);
    }

    /// Makes the change, with its row in the audit; on the disk when this returns.
    ///
    /// @param who account or user of the operating system
    /// @param source which file, as it stands beside each device
    public void apply(ApprovedList.Difference difference, String who, String source, Instant at) {
        decided(Decided.imported(difference, who, source, at));
    }

    @Override
    public void approve(OneApproval one, Instant at) {
        Optional<Disposed> settled =
                one.alert() == 0
                        ? Optional.empty()
                        : Optional.of(
                                judged(
                                        one.alert(),
                                        Disposition.APPROVED,
                                        one.who(),
                                        one.why(),
                                        at));
        Approval known = approvals().get(one.mac().bits());
        boolean listed = known != null && known.origin() == Approval.Origin.OFFICE;
        Approval.Origin origin = listed ? Approval.Origin.OFFICE : Approval.Origin.PERSON;
        decided(Decided.approved(one, origin, approvals.entry(one.mac()), settled, at));
    }

    private void decided(Change change) {
        awaitCommitted(writer.submit(change));
    }

    @Override
    public List<AuditTrail.Row> audit(long after, int limit) {
        return reader.whole(c -> AuditTrail.after(c, after, limit));
    }

    @Override
    public AuditTrail.Verdict verifyAudit() {
        return reader.whole(AuditTrail::verify);
    }

    @Override
    public void approve(ApprovedList.Entry entry, String source, long atMillis) {
        var one = new ApprovedList.Difference(List.of(entry), List.of(), List.of(), 0, 0);
        writer.submit(new Change.Imported(one, source, atMillis, Approval.Origin.MACHINE));
    }

    // ---- persons ----

    /// The office's list of persons, as committed; another object when it changed.
    public List<PersonsList.Entry> listedPersons() {
        return persons.list();
    }

    /// What an import of this list would change.
    public PersonsList.Difference personsDifference(List<PersonsList.Entry> list) {
        return persons.difference(list);
    }

    /// The list from now on, with its row in the audit; on the disk when this returns.
    ///
    /// @param who user of the operating system
    /// @param file which list
    public void listPersons(List<PersonsList.Entry> list, String who, String file, Instant at) {
        decided(Decided.listed(persons.list(), list, who, file, at));
    }

    @Override
    public Optional<HowUsed> use(long endpoint, Instant at) {
        return persons.use(endpoint, at.toEpochMilli());
    }

    @Override
    public Optional<UsedBy> usedBy(long endpoint, Instant at) {
        return persons.usedBy(endpoint, at.toEpochMilli());
    }

    @Override
    public Optional<SamePerson> samePerson(long endpoint, Instant at) {
        return persons.samePerson(endpoint, at.toEpochMilli());
    }

    /// Writes into the audit that somebody looked at something; on the disk when this returns.
    public void note(String who, String act, Map<String, String> particulars, Instant at) {
        decided(new Change.Noted(who, act, particulars, at));
    }

    // ---- what others read ----

    @Override
    public boolean learning() {
        return devices.learning();
    }

    @Override
    public List<Device> all(int limit) {
        return devices.all(limit);
    }

    @Override
    public Optional<Device> byEndpoint(long endpoint) {
        return devices.byEndpoint(endpoint);
    }

    @Override
    public List<Place> places(long endpoint) {
        return devices.places(endpoint);
    }

    @Override
    public Standing standing(Mac mac) {
        return devices.standing(mac);
    }

    @Override
    public List<Device> toldAt(String device, String port) {
        return devices.toldAt(device, port);
    }

    @Override
    public List<Device> provedAs(String account) {
        return devices.provedAs(account);
    }

    @Override
    public Optional<Device> byMac(Mac mac) {
        return devices.byMac(mac);
    }

    @Override
    public Set<Long> suspected() {
        return devices.suspected();
    }

    @Override
    public Past past() {
        return devices.past();
    }

    @Override
    public void dispose(long alert, Disposition disposition, String by, String why, Instant at) {
        decided(Decided.judged(judged(alert, disposition, by, why, at)));
    }

    private Disposed judged(
            long alert, Disposition disposition, String by, String why, Instant at) {
        Alert about =
                byId(alert)
                        .orElseThrow(
                                () -> new IllegalArgumentException("there is no case " + alert));
        if (why.isBlank()) {
            throw new IllegalArgumentException("say why");
        }
        return new Disposed(alert, about.rule(), disposition, by, why, at);
    }

    @Override
    public Optional<Disposed> of(long alert) {
        return dispositions.of(alert);
    }

    @Override
    public Map<String, Precision> precision() {
        return dispositions.precision();
    }

    /// All evidence about an endpoint, oldest first.
    public List<Evidence> evidenceOf(long endpoint) {
        return devices.evidenceOf(endpoint);
    }

    /// MACs of whoever serves others, with the reason.
    public Map<String, String> infrastructure() {
        return journal.infrastructure();
    }

    @Override
    public List<Alert> newest(int limit) {
        return alerts.newest(limit);
    }

    @Override
    public Optional<Alert> byId(long id) {
        return alerts.byId(id);
    }

    @Override
    public List<Alert> about(long endpoint, int limit) {
        return alerts.about(endpoint, limit);
    }

    @Override
    public Map<String, Long> countBySeverity() {
        return alerts.countBySeverity();
    }

    @Override
    public List<Alert> changedAfter(long revision, int limit) {
        return alerts.changedAfter(revision, limit);
    }

    @Override
    public List<Held> resolve(Field fact, Predicate<String> value, long fromMillis, long toMillis) {
        return ledger.resolve(fact, value, fromMillis, toMillis);
    }

    @Override
    public boolean holds(Field fact, Predicate<String> value, long endpoint, long atMillis) {
        return ledger.holds(fact, value, endpoint, atMillis);
    }

    /// A row of the journal.
    public record Numbered(long number, Asked asked) {}

    /// What policy asked for after this number, lowest first.
    public List<Numbered> askedAfter(long number, int limit) {
        return journal.askedAfter(number, limit);
    }

    /// Ledger rows that found the queue full.
    public long dropped() {
        return writer.dropped();
    }

    /// Times the disk did not take a group.
    public long failures() {
        return writer.failures();
    }

    @Override
    public void close() {
        try {
            writer.close();
            reader.close();
            writing.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            LOG.warn("closing the sensor's store failed", e);
        }
    }
}
