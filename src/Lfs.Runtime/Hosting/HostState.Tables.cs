using Lfs.Runtime.Core;

namespace Lfs.Runtime.Hosting;

/// <summary>How far the host has come in a table.</summary>
/// <param name="place">A handle of the key that was reached; null at the start.</param>
/// <param name="layout">The layout of the table then.</param>
sealed class TableStep(LuaObject? place, long layout)
{
    /// <summary>A handle of the key, whatever its type.</summary>
    public LuaObject? Place { get; set; } = place;

    /// <summary>The layout of the table (<see cref="ILuaState.LayoutOf"/>).</summary>
    public long Layout { get; set; } = layout;

    /// <summary>True if the table has another layout by now: <c>next</c> could skip or repeat keys.</summary>
    public bool IsChanged { get; set; }

    /// <summary>The key and its value.</summary>
    public KeyValuePair<LuaValue, LuaValue> Field { get; set; }
}

// Tables as the host sees them.
sealed partial class HostState
{
    /// <summary>A handle of a new table.</summary>
    /// <param name="items">Its items.</param>
    /// <param name="fields">Its other fields.</param>
    public LuaObject CreateTable(
        IReadOnlyList<LuaValue> items, IReadOnlyList<KeyValuePair<LuaValue, LuaValue>> fields)
    {
        Protected(() =>
        {
            Lua.EnsureStack(4, "too many values");
            Lua.PushTable(items.Count, fields.Count);
            for (int i = 0; i < items.Count; i++)
            {
                Push(items[i]);
                Lua.RawSetInt(-2, i + 1);
            }
            foreach ((LuaValue key, LuaValue value) in fields)
            {
                Push(key);
                Push(value);
                Lua.RawSet(-3);
            }
        });
        return Take().AsObject();
    }

    public int CountFields(int reference)
    {
        int count = 0;
        Access(() =>
        {
            Lua.EnsureStack(4, "too many values");
            Lua.PushHeld(reference);
            Lua.PushNil();
            for (; Lua.Next(-2); count++)
            {
                Lua.Spend(1);
                Lua.Pop(1);
            }
            Lua.Pop(1);
        });
        return count;
    }

    public bool HasField(int reference, LuaValue key)
    {
        bool has = false;
        Access(() =>
        {
            Lua.PushHeld(reference);
            Push(key);
            Lua.RawGet(-2);
            has = !Lua.IsNoneOrNil(-1);
            Lua.Pop(2);
        });
        return has;
    }

    /// <summary>Goes on to the next field of a table. False after the last.</summary>
    public bool StepField(int reference, TableStep step)
    {
        bool isMore = false;
        int before = Lua.Count;
        long hostBytes = Lua.HostBytesInUse;
        try
        {
            Access(() =>
            {
                Lua.EnsureStack(4, "too many values");
                Lua.PushHeld(reference);
                long layout = Lua.LayoutOf(-1);
                step.IsChanged = step.Place is not null && layout != step.Layout;
                if (step.IsChanged)
                    return;
                if (step.Place is null)
                    Lua.PushNil();
                else
                    Lua.PushHeld(step.Place.Reference);
                isMore = Lua.Next(-2);
                if (!isMore)
                    return;
                // The key itself must stay: a string that was removed from the table could be collected.
                LuaObject place = Hold(-2);
                if (step.Place is not null)
                    step.Place.EndCall();
                (step.Place, step.Layout) = (place, layout);
                step.Field = new(ValueAt(-2), ValueAt(-1));
            });
        }
        finally
        {
            Lua.SetCount(before);
            Lua.ReturnHost(hostBytes);
        }
        return isMore;
    }
}
