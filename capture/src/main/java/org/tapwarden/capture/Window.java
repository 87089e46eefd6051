package org.tapwarden.capture;

/// Memory that frames lie in and that goes away once nobody holds it.
///
/// A file is read in windows. Whoever hands a block's frames to another thread holds the window
/// first and drops it when that thread is done; after the last drop its memory is used again.
public interface Window {

    /// Memory that outlives every reader (a ring mapped for the whole run, bytes of a test).
    Window STATIC =
            new Window() {
                @Override
                public void hold() {}

                @Override
                public void drop() {}
            };

    /// Keeps the bytes valid until the matching {@link #drop}. Safe from any thread.
    void hold();

    /// Gives one hold back. Safe from any thread; the last one frees the memory.
    void drop();
}
