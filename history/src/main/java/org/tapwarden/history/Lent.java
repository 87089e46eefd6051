package org.tapwarden.history;

import java.io.IOException;
import org.apache.lucene.index.DirectoryReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A reader of an index while a search reads it.
///
/// @param partition the index
record Lent(Partition partition, DirectoryReader reader) implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Lent.class);

    @Override
    public void close() {
        try {
            reader.decRef();
        } catch (IOException e) {
            LOG.warn("an index did not close in order: {}", e.toString());
        }
    }
}
