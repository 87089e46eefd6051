/// Machines and buildings: control, medicine, money.
@NullMarked
package org.tapwarden.classifier.protocol.industrial;

import org.jspecify.annotations.NullMarked;
