package org.tapwarden.history;

import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Merges beside the writing. One that fails, as on a full disk, closes its index, which whoever
/// writes next is told of; so it is no trace on the standard error as well.
final class Merges extends ConcurrentMergeScheduler {

    private static final Logger LOG = LoggerFactory.getLogger(Merges.class);

    @Override
    protected void handleMergeException(Throwable trouble) {
        LOG.debug("a merge failed", trouble);
    }
}
