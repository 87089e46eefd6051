/// Reads lists as feeds write them: hosts files, plain names, filter rules, zones, ranges, trees.
///
/// Promises: whatever the bytes, no reader throws but for the disk; a line that cannot be read is
/// counted, and the first few are kept to be shown; what a list may ask for is bounded, in length
/// of a line, in bytes, in files.
@NullMarked
package org.tapwarden.classifier.list.reader;

import org.jspecify.annotations.NullMarked;
