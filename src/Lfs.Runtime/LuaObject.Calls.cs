using Lfs.Runtime.Hosting;

namespace Lfs.Runtime;

// Typed access for generated code.
public sealed partial class LuaObject
{
    /// <summary>Begins a call of a function in the table, or of the object itself if the member has no name.
    /// </summary>
    /// <param name="member">The function. One object serves all calls.</param>
    /// <exception cref="LuaException">A metamethod raised an error.</exception>
    public LuaCall BeginCall(LuaMember member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return new LuaCall(_state.BeginCall(member, this, HostValues.Results));
    }

    /// <summary>Reads a field as a type, metamethods included.</summary>
    /// <param name="field">The field. One object serves all reads.</param>
    /// <param name="read">Reads the value.</param>
    /// <exception cref="LuaTypeException">The field has another type.</exception>
    /// <exception cref="LuaException">The object cannot be indexed, or a metamethod raised an
    /// error.</exception>
    public T Get<T>(LuaMember field, LuaRead<T> read)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(read);
        HostFrame frame = _state.BeginCall(field, this, HostValues.Field);
        int version = frame.Version;
        try
        {
            return read(frame.PushedField());
        }
        finally
        {
            frame.Close(version);
        }
    }

    /// <summary>Writes a field, metamethods included.</summary>
    /// <param name="field">The field, which has a name.</param>
    /// <param name="value">The value.</param>
    /// <param name="push">Pushes the value.</param>
    /// <exception cref="LuaException">The object cannot be indexed, or a metamethod raised an
    /// error.</exception>
    public void Set<T>(LuaMember field, T value, LuaPush<T> push)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(push);
        if (!field.HasKey)
            throw new ArgumentException("A field has a name.", nameof(field));
        HostFrame frame = _state.BeginCall(field, this);
        int version = frame.Version;
        try
        {
            frame.PushObject(this);
            push(new LuaWriter(frame), value);
            frame.StoreMember();
        }
        finally
        {
            frame.Close(version);
        }
    }
}
