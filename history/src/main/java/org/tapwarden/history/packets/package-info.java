/// Packets that are kept because of an alert: one capture file each, out of the ring of recent
/// frames, with a manifest beside it and a chain of hashes over all.
///
/// Promises: a file that was changed, a manifest that was, and an item that is missing in the
/// middle of the chain are found by {@link org.tapwarden.history.packets.KeptPackets#verify}; a
/// crash leaves whole items or none; nobody is handed one before who and why is on the disk; an
/// item goes no later than the flows that it shows, unless a person holds it.
@NullMarked
package org.tapwarden.history.packets;

import org.jspecify.annotations.NullMarked;
