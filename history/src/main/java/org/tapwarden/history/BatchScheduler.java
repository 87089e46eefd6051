package org.tapwarden.history;

import java.io.IOException;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.MergePolicy.OneMerge;
import org.apache.lucene.index.MergeTrigger;
import org.apache.lucene.store.Directory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Merges on threads of its own, but takes a batch in on the thread that brings it: it waits for
/// the batch anyway, and must not wait for a merge.
///
/// A merge that fails, as on a full disk, closes its index, which whoever writes next is told of;
/// so it is no trace on the standard error as well.
final class BatchScheduler extends ConcurrentMergeScheduler {

    private static final Logger LOG = LoggerFactory.getLogger(BatchScheduler.class);

    @Override
    protected void handleMergeException(Throwable trouble) {
        LOG.debug("a merge failed", trouble);
    }

    /// Not synchronized: the threads that merge must not wait while a batch is taken in.
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    public void merge(MergeSource source, MergeTrigger trigger) throws IOException {
        if (trigger != MergeTrigger.ADD_INDEXES) {
            super.merge(source, trigger);
            return;
        }
        for (OneMerge batch = source.getNextMerge(); batch != null; batch = source.getNextMerge()) {
            source.merge(batch);
        }
    }

    @Override
    public Directory wrapForMerge(OneMerge merge, Directory directory) {
        return Thread.currentThread() instanceof MergeThread
                ? super.wrapForMerge(merge, directory)
                : directory;
    }
}
