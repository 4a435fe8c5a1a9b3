using System.Text;
using Esp8266;
using Lfs.Compiler.Bytecode;
using Lfs.Runtime.Core;

namespace Lfs.Runtime.Modules;

/// <summary>The firmware's start-up and its prompt: what runs first, and what runs a line.</summary>
/// <remarks>Source: lua.c of 5.3, which 5.1 uses too.</remarks>
static class LuaMain
{
    const string DefaultCommand = "@init.lua";
    const string FirstPrompt = "> ";
    const string NextPrompt = ">> ";

    /// <summary>The functions that lie on the stack or in pipes, and in no table.</summary>
    public static IReadOnlyList<LuaFunction> Functions { get; } = [Main, HandleMessage, ReadLine];

    /// <summary>The static variables of lua.c.</summary>
    sealed class Variables : IModuleVariables
    {
        /// <summary>The reference of the lines that are no complete chunk yet.</summary>
        public int Lines { get; set; } = References.None;

        public void Transfer(StateStream state) => Lines = state.Value(Lines);
    }

    /// <summary>Starts Lua (lua_main).</summary>
    public static void Start(ILuaState lua)
    {
        lua.PushFunction(Main);
        if (Run(lua) != LuaStatus.Ok)
            Print(lua, 1);
    }

    /// <summary>Gives the prompt a line, or a part of one (lua_input_string).</summary>
    public static void Input(ILuaState lua, ReadOnlySpan<byte> text)
    {
        lua.GetField(ILuaState.RegistryIndex, "stdin"u8);
        // A device that only the host drives has no prompt.
        if (lua.TypeOf(-1) != BasicType.Table)
        {
            lua.Pop(1);
            return;
        }
        lua.RawGetInt(-1, 1);
        lua.Insert(-2);
        lua.PushString(text);
        lua.Call(2, 0);
    }

    // pmain.
    static int Main(ILuaState lua)
    {
        lua.OpenModules();
        lua.SetCount(0);
        MakeInput(lua);
        lua.Device.Life.Input.Prompt = PromptOf(lua, isFirst: true);
        // An end of line, so that the first prompt follows the program that starts.
        Input(lua, " \n"u8);
        if (lua.Device.Startup.HasBanner)
            lua.Device.BootConsole.Write(Encoding.ASCII.GetBytes(Banner(lua.Target.Version)));
        LuaStatus status = Load(lua, lua.Device.Startup.Command ?? Encoding.Latin1.GetBytes(DefaultCommand));
        if (status == LuaStatus.Ok)
            status = Run(lua);
        if (status != LuaStatus.Ok)
            Print(lua, 1);
        return 0;
    }

    // user_version.h; the date of a build is an input there.
    static string Banner(LuaVersion version)
    {
        string release = version == LuaVersion.Lua51 ? "5.1.4" : "5.3.6";
        return $"\nNodeMCU 3.0.0.0 build unspecified powered by Lua {release} on SDK 3.0.0\n";
    }

    // Pushes the function that the start-up command names, or a message.
    static LuaStatus Load(ILuaState lua, byte[] command)
    {
        switch (command.FirstOrDefault())
        {
            case (byte)'!':
                if (lua.PushModule(command.AsSpan(1)))
                    return LuaStatus.Ok;
                string name = Encoding.Latin1.GetString(command.AsSpan(1));
                lua.PushFormat($"cannot load LFS.{name}");
                return LuaStatus.RuntimeError;
            case (byte)'@':
                return lua.LoadFile(command.AsSpan(1));
            default:
                return lua.LoadChunk(command, "=INIT"u8, isFile: false);
        }
    }

    // docall: calls the function on top. Results, or the traceback of an error, take its place.
    static LuaStatus Run(ILuaState lua)
    {
        int function = lua.Count;
        lua.PushFunction(HandleMessage);
        lua.Insert(function);
        LuaStatus status = lua.ProtectedCall(0, ILuaState.MultRet, handler: function);
        lua.Remove(function);
        if (status != LuaStatus.Ok)
            lua.FullCollect();
        return status;
    }

    // msghandler.
    static int HandleMessage(ILuaState lua)
    {
        lua.GetField(ILuaState.GlobalsIndex, "debug"u8);
        lua.GetField(-1, "traceback"u8);
        if (lua.TypeOf(-1) == BasicType.Function)
        {
            lua.Insert(1);
            lua.Pop(1);
            lua.PushInteger(2);
            lua.Call(2, 1);
        }
        return 1;
    }

    // l_print.
    static void Print(ILuaState lua, int count)
    {
        if (count <= 0)
            return;
        lua.EnsureStack(MinStack, "too many results to print");
        lua.GetField(ILuaState.GlobalsIndex, "print"u8);
        lua.Insert(-count - 1);
        if (lua.ProtectedCall(count, 0) == LuaStatus.Ok)
            return;
        lua.TryString(-1, out ReadOnlySpan<byte> message);
        lua.Device.Console.Write([.. "error calling 'print' ("u8, .. message, .. ")\n"u8]);
        lua.Pop(1);
    }

    /// <summary>Slots that a C function always has (lua.h, LUA_MINSTACK).</summary>
    const int MinStack = 20;

    // l_create_stdin.
    internal static void MakeInput(ILuaState lua)
    {
        lua.PushString("stdin"u8);
        lua.GetField(ILuaState.GlobalsIndex, "pipe"u8);
        lua.GetField(-1, "create"u8);
        lua.Remove(-2);
        lua.PushFunction(ReadLine);
        lua.PushInteger((int)TaskPriority.Low);
        lua.Call(2, 1);
        lua.RawSet(ILuaState.RegistryIndex);
    }

    // l_read_stdin: the reader of the pipe. It takes one line in each task.
    static int ReadLine(ILuaState lua)
    {
        lua.SetCount(1);
        lua.GetField(1, "read"u8);
        lua.PushValue(1);
        lua.PushString("\n+"u8);
        lua.Call(2, 1);
        lua.PushBoolean(false);
        if (!lua.TryString(2, out ReadOnlySpan<byte> line) || line.IsEmpty)
            return 1;
        if (line[^1] != '\n')
        {
            lua.Insert(1);
            lua.GetField(2, "unread"u8);
            lua.Insert(2);
            lua.Call(2, 0);
            return 1;
        }
        lua.Pop(1);
        lua.PushString(line[..^1]);
        lua.Remove(2);
        RunLine(lua);
        return 0;
    }

    // dojob. The line is on top, above the pipe.
    static void RunLine(ILuaState lua)
    {
        Variables variables = lua.Device.Life.Of<Variables>();
        lua.TryString(-1, out ReadOnlySpan<byte> line);
        if (variables.Lines != References.None)
        {
            lua.PushRef(variables.Lines);
            lua.PushString("\n"u8);
            lua.PushValue(-3);
            lua.Concat(3);
            lua.Remove(-2);
        }
        else if (line.StartsWith("="u8))
        {
            string expression = Encoding.Latin1.GetString(line[1..]);
            lua.PushFormat($"return {expression}");
            lua.Remove(-2);
        }
        lua.TryString(-1, out ReadOnlySpan<byte> chunk);
        LuaStatus status = lua.LoadChunk(chunk.ToArray(), "=stdin"u8, isFile: false);
        if (IsIncomplete(lua, status))
        {
            lua.Pop(1);
            if (variables.Lines == References.None)
                variables.Lines = lua.Ref();
            else
                lua.RawSetInt(ILuaState.RegistryIndex, variables.Lines);
        }
        else
        {
            lua.Remove(-2);
            lua.Unref(variables.Lines);
            variables.Lines = References.None;
            Finish(lua, status);
        }
        byte[] prompt = PromptOf(lua, isFirst: variables.Lines == References.None);
        lua.Device.Life.Input.Prompt = prompt;
        lua.WriteOutput(prompt);
    }

    // Runs the chunk on top, and prints its results or the error.
    static void Finish(ILuaState lua, LuaStatus status)
    {
        if (status == LuaStatus.Ok)
            status = Run(lua);
        if (status != LuaStatus.Ok && !lua.IsNoneOrNil(-1))
        {
            lua.PushString("Lua error: "u8);
            lua.Insert(-2);
        }
        Print(lua, lua.Count - 1);
    }

    static bool IsIncomplete(ILuaState lua, LuaStatus status)
    {
        if (status != LuaStatus.SyntaxError || !lua.TryString(-1, out ReadOnlySpan<byte> message))
            return false;
        return message.EndsWith(lua.Target.Version == LuaVersion.Lua51 ? "'<eof>'"u8 : "<eof>"u8);
    }

    static byte[] PromptOf(ILuaState lua, bool isFirst)
    {
        lua.GetField(ILuaState.GlobalsIndex, isFirst ? "_PROMPT"u8 : "_PROMPT2"u8);
        byte[] prompt = lua.TryString(-1, out ReadOnlySpan<byte> text) ? text.ToArray()
            : Encoding.ASCII.GetBytes(isFirst ? FirstPrompt : NextPrompt);
        lua.Pop(1);
        return prompt;
    }
}
