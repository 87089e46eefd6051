/// Files, printing and directories: what servers inside offer.
@NullMarked
package org.tapwarden.classifier.protocol.file;

import org.jspecify.annotations.NullMarked;
