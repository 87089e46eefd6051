package org.tapwarden.appliance.run;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.detector.identity.Identifications;
import org.tapwarden.detector.identity.Persons;
import org.tapwarden.detector.identity.PersonsList;
import org.tapwarden.detector.store.SensorStore;

/// Hands the console's journal of identifications and the office's list to the deciding thread, and
/// keeps how far the journal was read behind what came of it. Belongs to the deciding thread.
final class Journalled implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Journalled.class);

    private final Persons persons;
    private final SensorStore store;
    private final IdentityReader reader;
    private List<PersonsList.Entry> list;
    private long done;
    private long through;
    private long failures;

    Journalled(Identifications journal, Persons persons, SensorStore store) {
        this.persons = persons;
        this.store = store;
        if (journal.newest() < persons.readThrough()) {
            // Another journal than the one that was read: the console's file is gone.
            persons.goOn(0, 0);
        }
        this.done = persons.doneThrough();
        this.through = persons.readThrough();
        this.list = store.listedPersons();
        this.reader = new IdentityReader(journal, done);
    }

    void start() {
        reader.start();
    }

    /// Takes what is there now.
    void take() {
        int taken =
                reader.drain(row -> {
                    try {
                        persons.see(row);
                    } catch (RuntimeException e) {
                        // A bug about one row must not blind the appliance.
                        if (failures++ == 0) {
                            LOG.error(
                                    "an identification could not be decided; more are counted", e);
                        }
                    }
                });
        if (taken > 0) {
            keep();
        }
    }

    /// Now and then: the list may have changed, and what waited may be done with.
    void look() {
        List<PersonsList.Entry> now = store.listedPersons();
        if (now != list) {
            list = now;
            persons.listed(now);
        }
        keep();
    }

    private void keep() {
        long doneNow = persons.doneThrough();
        long throughNow = persons.readThrough();
        if (doneNow != done || throughNow != through) {
            done = doneNow;
            through = throughNow;
            store.identified(done, through);
        }
    }

    long failures() {
        return failures;
    }

    @Override
    public void close() {
        reader.close();
    }
}
