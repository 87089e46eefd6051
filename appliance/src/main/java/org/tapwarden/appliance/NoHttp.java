package org.tapwarden.appliance;

import java.io.IOException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.net.URLStreamHandlerFactory;
import org.jspecify.annotations.Nullable;

/// Answers for `http`, which a replay never speaks, so that nobody looks for who does.
///
/// The JDK's cryptography, which opens QUIC's first packets, makes a URL with `http` as it starts;
/// without an answer here that search reads the table of contents of every jar on the class path,
/// 18,000 entries, a tenth of a second of work.
final class NoHttp extends URLStreamHandler implements URLStreamHandlerFactory {

    @Override
    public @Nullable URLStreamHandler createURLStreamHandler(String protocol) {
        return protocol.equals("http") ? this : null;
    }

    @Override
    protected URLConnection openConnection(URL url) throws IOException {
        throw new IOException("a replay opens no connection: " + url);
    }
}
