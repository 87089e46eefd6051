/// Peer to peer: file sharing, currencies.
@NullMarked
package org.tapwarden.classifier.protocol.peer;

import org.jspecify.annotations.NullMarked;
