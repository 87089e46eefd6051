/// How the columns of the flow index lie on the disk.
///
/// Flows are sorted by time, their counters have heavy tails and their names and addresses follow
/// Zipf's law. A format that knows this needs fewer bytes a flow than Lucene's own, which must
/// serve any data. {@link org.tapwarden.history.codec.HistoryCodec} is Lucene's codec with these
/// columns; {@link org.tapwarden.history.codec.Runs} reads them by the run. Segments are merged by
/// the block ({@link org.tapwarden.history.codec.Merge}), to the same bytes as Lucene merges them.
///
/// What holds here: every file has Lucene's header and checksum, what a reader allocates is bounded
/// before it is read, and a damaged file ends in an exception, never in a loop.
@NullMarked
package org.tapwarden.history.codec;

import org.jspecify.annotations.NullMarked;
