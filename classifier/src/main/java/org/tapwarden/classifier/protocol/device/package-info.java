/// Phones, home equipment and the programs that call home.
@NullMarked
package org.tapwarden.classifier.protocol.device;

import org.jspecify.annotations.NullMarked;
