namespace Lfs.Runtime.Core;

// lauxlib.c of 5.3: the name of a function in the libraries. The search pushes every key that it passes, so
// the names of ROTables become strings in RAM.
unsafe partial class LuaState<T>
{
    const string GlobalPrefix = "_G.";

    /// <summary>Pushes the name of a level's function in the loaded modules or in ROM, and returns it; null,
    /// and nothing pushed, if it has none there.</summary>
    /// <remarks>Source: lauxlib.c, <c>pushglobalfuncname</c>.</remarks>
    internal string? PushNameInLibraries53(in Activation at)
    {
        int top = Count;
        PushFunctionOf(at);
        RawGetField(ILuaState.RegistryIndex, "_LOADED"u8);
        if (!FindField53(top + 1, 2))
        {
            SetCount(top + 1);
            GetField(ILuaState.GlobalsIndex, "ROM"u8);
            if (!FindField53(top + 1, 2))
            {
                SetCount(top);
                return null;
            }
        }
        string name = TextOf(Introspection<T>.UpToNul(BytesOf(Top[-1].Ref)));
        if (name.StartsWith(GlobalPrefix, StringComparison.Ordinal))
        {
            name = name[GlobalPrefix.Length..];
            PushText(name);
            Remove(-2);
        }
        PushValue(-1);
        Replace(top + 1);
        Pop(2);
        return name;
    }

    /// <summary>Looks for an object in the table on top, and in the tables in it. Pushes its name if it is
    /// there.</summary>
    /// <remarks>Source: lauxlib.c, <c>findfield</c>.</remarks>
    bool FindField53(int wanted, int levels)
    {
        if (levels == 0 || !IsTable(-1))
            return false;
        PushNil();
        while (Next(-2))
        {
            Spend(1);
            if (TypeOf(-2) == BasicType.String)
            {
                if (RawEqual(wanted, -1))
                {
                    Pop(1);
                    return true;
                }
                if (FindField53(wanted, levels - 1))
                {
                    Remove(-2);
                    PushString("."u8);
                    Insert(-2);
                    Concat(3);
                    return true;
                }
            }
            Pop(1);
        }
        return false;
    }
}
