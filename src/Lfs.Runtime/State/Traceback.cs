namespace Lfs.Runtime.Core;

/// <summary>Writes the text of a stack traceback.</summary>
/// <remarks>
/// Sources: ldblib.c of 5.1, <c>debug_errorfb</c>, and lauxlib.c of 5.3, <c>luaL_traceback</c>: the versions
/// differ in wording and in the levels of a deep stack that they leave out.
/// </remarks>
static class Traceback<T> where T : unmanaged, ITarget<T>
{
    /// <param name="text">Receives the traceback.</param>
    /// <param name="lua">The state.</param>
    /// <param name="thread">The thread to inspect; 0 for the running one.</param>
    /// <param name="level">The first level to show; 0 is the running function.</param>
    public static void Append(HostText<T> text, LuaState<T> lua, uint thread, int level)
    {
        text.Append("stack traceback:");
        int last = LastLevel(lua, thread);
        int gap = T.Pick(Math.Max(level, 12), level + 10);
        int afterGap = last - T.Pick(9, 10);
        bool hasGap = afterGap > gap + 1;
        for (; lua.Introspection.FindActivation(thread, level, out Activation at); level++)
        {
            if (level == gap && hasGap)
            {
                text.Append("\n\t...");
                level = afterGap - 1;
                continue;
            }
            text.Append("\n\t").Append(at.ShortSource).Append(':');
            if (at.CurrentLine > 0)
                text.Append(at.CurrentLine).Append(':');
            if (T.Is53)
                AppendFunction53(text, lua, at);
            else
                AppendFunction51(text, at);
        }
    }

    // lauxlib.c of 5.3, lastlevel (countlevels).
    static int LastLevel(LuaState<T> lua, uint thread)
    {
        // 5.1 counts tail calls as levels, so there can be more levels than doubling an int can reach.
        const int MostLevels = 1 << 30;
        int below = 1;
        int above = 1;
        while (above < MostLevels && lua.Introspection.FindActivation(thread, above, out _))
        {
            below = above;
            above *= 2;
        }
        while (below < above)
        {
            int middle = (below + above) / 2;
            if (lua.Introspection.FindActivation(thread, middle, out _))
                below = middle + 1;
            else
                above = middle;
        }
        return above - 1;
    }

    static void AppendFunction51(HostText<T> text, in Activation at)
    {
        if (at.NameKind.Length > 0)
            text.Append(" in function '").Append(at.Name).Append('\'');
        else if (at.What == "main")
            text.Append(" in main chunk");
        else if (at.What is "C" or "tail")
            text.Append(" ?");
        else
        {
            text.Append(" in function <").Append(at.ShortSource).Append(':').Append(at.LineDefined)
                .Append('>');
        }
    }

    // lauxlib.c of 5.3, pushfuncname.
    static void AppendFunction53(HostText<T> text, LuaState<T> lua, in Activation at)
    {
        text.Append(" in ");
        if (lua.Introspection.NameInLibraries53(at) is { } name)
            text.Append("function '").Append(name).Append('\'');
        else if (at.NameKind.Length > 0)
            text.Append(at.NameKind).Append(" '").Append(at.Name).Append('\'');
        else if (at.What == "main")
            text.Append("main chunk");
        else if (at.What == "C")
            text.Append('?');
        else
            text.Append("function <").Append(at.ShortSource).Append(':').Append(at.LineDefined).Append('>');
        if (at.IsTailCall)
            text.Append("\n\t(...tail calls...)");
    }
}
