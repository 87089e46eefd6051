package org.tapwarden.appliance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// The version that Maven wrote into the jar.
public final class BuildVersion {

    private BuildVersion() {}

    /// Name and version, as they are told.
    public static String line() {
        Properties build = new Properties();
        try (InputStream in = BuildVersion.class.getResourceAsStream("build.properties")) {
            if (in != null) {
                build.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "tapwarden " + build.getProperty("version", "unknown");
    }
}
