using Lfs.Runtime.Core;

namespace Lfs.Runtime.Lib;

/// <summary>
/// Calls a Lua function for the pieces of a chunk, one at a time, when the compiler needs them.
/// </summary>
/// <remarks>Source: lbaselib.c of both versions, <c>generic_reader</c>.</remarks>
sealed class PieceReader<T> where T : unmanaged, ITarget<T>
{
    /// <summary>The minimum charge for one call of the function, in bytes of work.</summary>
    const int LeastWork = 128;

    /// <summary>The host memory charged for a piece: the piece, the text it is added to, and
    /// as much spare room.</summary>
    const int Copies = 4;

    readonly LuaState<T> _vm;
    LuaStatus _failure = LuaStatus.Ok;
    long _bytes;

    PieceReader(LuaState<T> lua) => _vm = lua;

    /// <summary>Loads the chunk that the function at argument 1 returns in pieces. Pushes the
    /// chunk or a message.</summary>
    /// <param name="lua">The state.</param>
    /// <param name="name">The chunk's name.</param>
    /// <param name="mode">Contains <c>b</c> to allow a precompiled chunk, <c>t</c> to allow text.</param>
    public static LuaStatus Load(LuaState<T> lua, ReadOnlySpan<byte> name, ReadOnlySpan<byte> mode)
    {
        PieceReader<T> reader = new(lua);
        long hostBytes = lua.HostBytesInUse;
        try
        {
            byte[] first = reader.Next() ?? [];
            return BaseLib53<T>.RefusesMode(lua, first, mode) ? LuaStatus.SyntaxError
                : lua.Chunks.Load(first, name, first.Length == 0 ? null : reader.Next);
        }
        catch (LuaError) when (reader._failure != LuaStatus.Ok)
        {
            return reader._failure;
        }
        finally
        {
            lua.ReturnHost(hostBytes);
        }
    }

    /// <summary>The next piece; null at the end. After a failure the message is on top.</summary>
    byte[]? Next()
    {
        _vm.PushValue(1);
        // lua_load runs the reader under luaD_pcall and keeps the current error function: ldo.c,
        // luaD_protectedparser.
        LuaStatus status = _vm.ProtectedCall(0, 1, keepsHandler: true);
        if (status != LuaStatus.Ok)
            throw Failed(status);
        byte[]? piece = null;
        if (!_vm.IsNoneOrNil(-1))
        {
            if (!_vm.TryString(-1, out ReadOnlySpan<byte> text))
                throw NotAString();
            _vm.RequireHeapFor(_bytes += text.Length);
            _vm.TakeHost((long)Copies * text.Length);
            piece = text.ToArray();
        }
        _vm.Pop(1);
        _vm.SpendBytes(LeastWork + (piece?.Length ?? 0));
        return piece;
    }

    LuaError NotAString()
    {
        LuaStatus status = _vm.Error("reader function must return a string").Status;
        if (status == LuaStatus.ErrorError)
            _vm.PushString("error in error handling"u8);
        return Failed(status);
    }

    LuaError Failed(LuaStatus status)
    {
        _failure = status;
        return new LuaError(status);
    }
}
