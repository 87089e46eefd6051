package org.tapwarden.capture.header;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;

/// A header class, read as the decoder reads it: every accessor is asked, but only of a header that
/// its own check found whole.
///
/// The segment ends where the frame does, so a read behind it throws.
final class HeaderView {

    private final Class<? extends Record> view;
    private final Method fault;
    private final List<Method> accessors;

    HeaderView(Class<? extends Record> view) {
        this.view = view;
        this.fault =
                Arrays.stream(view.getMethods())
                        .filter(m -> m.getName().equals("fault"))
                        .findFirst()
                        .orElseThrow();
        this.accessors =
                Arrays.stream(view.getDeclaredMethods())
                        .filter(m -> Modifier.isPublic(m.getModifiers()))
                        .filter(m -> !Modifier.isStatic(m.getModifiers()))
                        .filter(m -> m.getParameterCount() == 0)
                        .filter(m -> !List.of("toString", "hashCode").contains(m.getName()))
                        .toList();
    }

    /// @param protocol the IP protocol number that led to the header, for those that differ by it
    /// @return what is wrong with the header; {@link Fault#NONE} when it could be read
    Fault read(byte[] bytes, long at, int protocol) {
        MemorySegment segment = MemorySegment.ofArray(bytes);
        long end = segment.byteSize();
        Fault found =
                (Fault)
                        (fault.getParameterCount() == 4
                                ? call(fault, null, segment, at, end, protocol)
                                : call(fault, null, segment, at, end));
        if (found == Fault.NONE) {
            Object made = make(segment, at, end, protocol);
            for (Method accessor : accessors) {
                Object _ = call(accessor, made);
            }
        }
        return found;
    }

    private Object make(MemorySegment segment, long at, long end, int protocol) {
        RecordComponent[] components = view.getRecordComponents();
        try {
            var constructor = view.getDeclaredConstructors()[0];
            if (components.length < 3) {
                return constructor.newInstance(segment, at);
            }
            Object third = components[2].getType() == long.class ? (Object) end : protocol;
            return constructor.newInstance(segment, at, third);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot make a " + view.getSimpleName(), e);
        }
    }

    private static Object call(Method method, Object on, Object... arguments) {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            throw new AssertionError(method + " threw", e.getCause());
        } catch (IllegalAccessException e) {
            throw new AssertionError(method + " is not public", e);
        }
    }
}
