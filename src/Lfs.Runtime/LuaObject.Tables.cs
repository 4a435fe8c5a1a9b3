using Lfs.Runtime.Core;
using Lfs.Runtime.Hosting;

namespace Lfs.Runtime;

// What C# asks of tables.
public sealed partial class LuaObject
{
    /// <summary>The number of keys in a table. It is counted, so it takes time.</summary>
    /// <exception cref="LuaException">The object is no table.</exception>
    public int Count => Enter([], () =>
    {
        RequireTable();
        return _state.CountFields(_reference);
    }, 0);

    /// <summary>True if a table has a key, without metamethods.</summary>
    /// <exception cref="LuaException">The object is no table.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The device's numbers cannot hold the key.</exception>
    public bool ContainsKey(LuaValue key) => Enter([key], () =>
    {
        RequireTable();
        return _state.HasField(_reference, key);
    }, false);

    /// <summary>The keys and values of a table, in the order of <c>next</c>, without metamethods.</summary>
    /// <remarks>A handle among them is disposed at the next step, unless it is kept with <see cref="Keep"/>.
    /// As in Lua, a value may be replaced or removed meanwhile, but no new key may get in: the next step can
    /// then throw <see cref="InvalidOperationException"/>.</remarks>
    /// <exception cref="LuaException">The object is no table.</exception>
    public IEnumerator<KeyValuePair<LuaValue, LuaValue>> GetEnumerator()
    {
        LuaObject? place = null;
        KeyValuePair<LuaValue, LuaValue> field = default;
        long layout = 0;
        try
        {
            while (Step(ref place, ref layout, out field))
            {
                yield return field;
                EndStep(field);
            }
        }
        finally
        {
            EndStep(field);
            place?.Dispose();
        }
    }

    bool Step(ref LuaObject? place, ref long layout, out KeyValuePair<LuaValue, LuaValue> field)
    {
        TableStep step = new(place, layout);
        bool isMore = Enter([], () =>
        {
            RequireTable();
            return _state.StepField(_reference, step);
        }, false);
        if (step.IsChanged)
            throw new InvalidOperationException("The table got a new key while it was enumerated.");
        (place, layout, field) = (step.Place, step.Layout, step.Field);
        return isMore;
    }

    // The state of the device may be over: then there is nothing to release.
    static void EndStep(KeyValuePair<LuaValue, LuaValue> field)
    {
        if (field.Key.Kind == LuaKind.Object)
            EndStep(field.Key.AsObject());
        if (field.Value.Kind == LuaKind.Object)
            EndStep(field.Value.AsObject());
    }

    static void EndStep(LuaObject handle)
    {
        if (!handle._isKept)
            handle.Dispose();
    }

    void RequireTable()
    {
        if (_type != BasicType.Table)
            throw new LuaException($"The object is a {TypeName}, not a table.", LuaErrorKind.Runtime);
    }
}
