namespace Lfs.Runtime.Core;

/// <summary>Userdata with a type of their own: the registry has the metatable of each type under its name
/// (lauxlib.c).</summary>
static class TypedUserdata
{
    extension(ILuaState lua)
    {
        /// <summary>Makes the metatable of a type known, unless the registry has one already
        /// (luaL_rometatable).</summary>
        public void RegisterMetatable(string type, RomTable metatable)
        {
            lua.PushMetatable(type, metatable);
            lua.Pop(1);
        }

        /// <summary>Pushes the metatable of a type. A host that drives a device without its start-up has not
        /// opened the module, so the metatable becomes known at its first use.</summary>
        public void PushMetatable(string type, RomTable metatable)
        {
            PushKnown(lua, type);
            if (!lua.IsNoneOrNil(-1))
                return;
            lua.Pop(1);
            lua.PushRomTable(metatable);
            lua.PushText(type);
            lua.PushValue(-2);
            lua.SetTable(ILuaState.RegistryIndex);
        }

        /// <summary>The bytes of an argument of a type, or <c>bad argument</c> (luaL_checkudata).</summary>
        /// <param name="argument">The argument.</param>
        /// <param name="type">The name of the type.</param>
        /// <param name="bytes">The size of the type's objects. A program can give any userdata a metatable,
        /// so one of another size is not of the type.</param>
        public Span<byte> CheckUserdata(int argument, string type, int bytes)
        {
            if (!lua.IsUserdata(argument, type, bytes))
                throw lua.TypeError(argument, type);
            return lua.UserdataBytes(argument);
        }

        /// <summary>True for a userdata of a type (luaL_testudata).</summary>
        public bool IsUserdata(int index, string type, int bytes)
        {
            if (lua.TypeOf(index) != BasicType.Userdata || !lua.GetMetatable(index))
                return false;
            PushKnown(lua, type);
            bool isOfType = lua.RawEqual(-1, -2);
            lua.Pop(2);
            return isOfType && lua.RawLength(index) == bytes;
        }
    }

    static void PushKnown(ILuaState lua, string type)
    {
        lua.PushText(type);
        lua.GetTable(ILuaState.RegistryIndex);
    }
}
