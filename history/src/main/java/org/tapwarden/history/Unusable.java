package org.tapwarden.history;

import java.io.IOException;

/// Says that an index can be read and is not what it must be: changed, or of another build. To try
/// again helps as little as with a damaged one; a disk that fails is another matter.
final class Unusable extends IOException {
    private static final long serialVersionUID = 1;

    Unusable(String message) {
        super(message);
    }
}
