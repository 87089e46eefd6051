/// Mail, news and chat.
@NullMarked
package org.tapwarden.classifier.protocol.mail;

import org.jspecify.annotations.NullMarked;
