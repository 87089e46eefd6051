/// Conversations with protected destinations: crisis lines, health, abuse reporting, unions,
/// ombudsmen, legal help.
///
/// Promise: such a conversation is counted by day and segment, and nothing else of it leaves this
/// package: no device, no address, no name, no hour.
@NullMarked
package org.tapwarden.classifier.confidential;

import org.jspecify.annotations.NullMarked;
