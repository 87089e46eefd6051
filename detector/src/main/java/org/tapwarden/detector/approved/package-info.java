/// The office's list of approved devices.
///
/// Promise: importing a list twice changes nothing the second time; a list that would retire many
/// devices at once is refused until somebody confirms it, since it is more likely a wrong file; of
/// a file with mistakes nothing is imported, and each is told in one line.
@NullMarked
package org.tapwarden.detector.approved;

import org.jspecify.annotations.NullMarked;
