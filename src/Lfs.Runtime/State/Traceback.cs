using System.Runtime.CompilerServices;

namespace Lfs.Runtime.Core;

/// <summary>Receives the parts of a traceback.</summary>
interface ITracebackText : IFormatTarget
{
    /// <summary>Adds a text.</summary>
    void Add(string text);

    /// <summary>Adds a formatted text.</summary>
    void Format([InterpolatedStringHandlerArgument("")] ref LuaFormat format);

    /// <summary>The name of a function in the libraries, or null. <see cref="ForgetName"/> follows a
    /// name.</summary>
    string? NameInLibraries(in Activation at);

    /// <summary>Drops the name that was found, below the text that was added last.</summary>
    void ForgetName();

    /// <summary>Ends the line of one level.</summary>
    void EndLevel();
}

/// <summary>The traceback that a host gets. It takes no RAM of the device.</summary>
sealed class HostTraceback<T>(LuaState<T> lua, HostText<T> text) : ITracebackText
    where T : unmanaged, ITarget<T>
{
    public void Add(string part) => text.Append(part);

    public void Format([InterpolatedStringHandlerArgument("")] ref LuaFormat format) => format.End();

    public string? NameInLibraries(in Activation at) => lua.Introspection.NameInLibraries53(at);

    public void ForgetName()
    {
    }

    public void EndLevel()
    {
    }

    public void BeginFormat()
    {
    }

    public void AddPiece(string part) => text.Append(part);

    public void AddPiece(int number) => text.Append(number);

    public void EndFormat(int pieces)
    {
    }
}

/// <summary>The traceback of <c>debug.traceback</c>: parts on the Lua stack, joined at the end of each
/// level.</summary>
/// <param name="lua">The state.</param>
/// <param name="below">How many values lie below the first part.</param>
sealed class StackTraceback<T>(LuaState<T> lua, int below) : ITracebackText
    where T : unmanaged, ITarget<T>
{
    readonly IFormatTarget _target = lua;

    public void Add(string part) => lua.PushText(part);

    public void Format([InterpolatedStringHandlerArgument("")] ref LuaFormat format)
    {
        format.End();
        lua.CheckGcAfter();
    }

    public string? NameInLibraries(in Activation at) => lua.PushNameInLibraries53(at);

    public void ForgetName() => lua.Remove(-2);

    public void EndLevel() => lua.Concat(lua.Count - below);

    public void BeginFormat()
    {
        lua.CheckGcBefore();
        _target.BeginFormat();
    }

    public void AddPiece(string part) => _target.AddPiece(part);

    public void AddPiece(int number) => _target.AddPiece(number);

    public void EndFormat(int pieces) => _target.EndFormat(pieces);
}

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
    public static void Write(ITracebackText text, LuaState<T> lua, uint thread, int level)
    {
        text.Add("stack traceback:");
        int last = LastLevel(lua, thread);
        int gap = T.Pick(Math.Max(level, 12), level + 10);
        int afterGap = last - T.Pick(9, 10);
        bool hasGap = afterGap > gap + 1;
        for (; lua.Introspection.FindActivation(thread, level, out Activation at); level++)
        {
            if (level == gap && hasGap)
            {
                text.Add("\n\t...");
                level = afterGap - 1;
                continue;
            }
            if (T.Is53)
                WriteLevel53(text, at);
            else
                WriteLevel51(text, at);
            text.EndLevel();
        }
        text.EndLevel();
    }

    // lauxlib.c of 5.3, lastlevel (countlevels).
    static int LastLevel(LuaState<T> lua, uint thread)
    {
        // 5.1 counts tail calls as levels, so there can be more levels than doubling an int can reach.
        const int MostLevels = 1 << 30;
        int below = 1;
        int above = 1;
        while (above < MostLevels && lua.Introspection.FindActivation(thread, above, out _, named: false))
        {
            below = above;
            above *= 2;
        }
        while (below < above)
        {
            int middle = (below + above) / 2;
            if (lua.Introspection.FindActivation(thread, middle, out _, named: false))
                below = middle + 1;
            else
                above = middle;
        }
        return above - 1;
    }

    static void WriteLevel51(ITracebackText text, in Activation at)
    {
        text.Add("\n\t");
        text.Format($"{at.ShortSource}:");
        if (at.CurrentLine > 0)
            text.Format($"{at.CurrentLine}:");
        if (at.NameKind.Length > 0)
            text.Format($" in function '{at.Name}'");
        else if (at.What == "main")
            text.Format($" in main chunk");
        else if (at.What is "C" or "tail")
            text.Add(" ?");
        else
            text.Format($" in function <{at.ShortSource}:{at.LineDefined}>");
    }

    static void WriteLevel53(ITracebackText text, in Activation at)
    {
        text.Format($"\n\t{at.ShortSource}:");
        if (at.CurrentLine > 0)
            text.Format($"{at.CurrentLine}:");
        text.Add(" in ");
        WriteFunction53(text, at);
        if (at.IsTailCall)
            text.Add("\n\t(...tail calls...)");
    }

    // lauxlib.c of 5.3, pushfuncname.
    static void WriteFunction53(ITracebackText text, in Activation at)
    {
        if (text.NameInLibraries(at) is { } name)
        {
            text.Format($"function '{name}'");
            text.ForgetName();
        }
        else if (at.NameKind.Length > 0)
        {
            text.Format($"{at.NameKind} '{at.Name}'");
        }
        else if (at.What == "main")
        {
            text.Add("main chunk");
        }
        else if (at.What == "C")
        {
            text.Add("?");
        }
        else
        {
            text.Format($"function <{at.ShortSource}:{at.LineDefined}>");
        }
    }
}
