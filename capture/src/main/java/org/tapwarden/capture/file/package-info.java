/// Capture files as frame sources: pcap and pcapng, read in windows of memory that is used again
/// behind the reader.
///
/// Promise: no allocation by a length read from the file, no exception for what the file holds; a
/// file that ends early is read up to there, and every other trouble is one clear line.
@NullMarked
package org.tapwarden.capture.file;

import org.jspecify.annotations.NullMarked;
