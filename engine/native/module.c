/* What is written in C, and the interpreter's module of it.

   The scanner finds, in the bytes of incident records, what was met before; see docs/decisions/0045-native-scanner.md. It
   knows the form of a record (which it is told), and nothing of ceasefires: it looks up the bytes of some values in tables
   that Python fills, asks the judge what follows (0048-judging-with-bits.md), and puts together a line of output from
   pieces that Python made. Whatever it does not know, or is not sure of, it leaves to Python: a record it accepts is one
   that the decoder of `cfcheck.incident` accepts, but not the other way round.

   Nothing here trusts its input. Every read is before `end`, every nesting is bounded, every table grows or refuses. */

#define Py_LIMITED_API 0x030b0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef const unsigned char *Place;

enum { INTERFACE = 9 }; /* raised with every change of what Python calls here, which asks for it */
enum { MOST_SLOTS = 32, MOST_FACETS = 16, MOST_FIELDS = 32, DEEPEST = 12, MOST_KEYS = 64, LONGEST_KEY = 2048 };
enum { MOST_REFUSED = 8 * 1000 }; /* bytes of `refused` at which a run ends */
enum { NONE = 0xFFFFFFFFu };
enum { PRESENCE = 64 };

/* Sets an exception, unless one is set. */
static int refuse(PyObject *type, const char *why) {
    if (!PyErr_Occurred()) PyErr_SetString(type, why);
    return -1;
}

#include "hashing.h"
#include "sha256.h"
#include "memory.h"
#include "weighing.h"
#include "case.h"
#include "needs.h"
#include "judge.h"
#include "judging.h"
#include "lines.h"
#include "form.h"
#include "json.h"
#include "times.h"
#include "text.h"
#include "recall.h"
#include "looking_up.h"
#include "line.h"
#include "scanning.h"

static int is_judge(PyObject *object) { return PyType_GetSlot(Py_TYPE(object), Py_tp_dealloc) == (void *)judge_dealloc; }

#include "teaching.h"
#include "scanner.h"
#include "making.h"
#include "seen.h"

/* --- the module ----------------------------------------------------------------------------------------------------------- */

#define METHOD(name, flags) {#name, (PyCFunction)(void (*)(void))scanner_##name, flags, NULL}

static PyMethodDef scanner_methods[] = {
    METHOD(run, METH_VARARGS), METHOD(slots, METH_O), METHOD(said, METH_NOARGS), METHOD(teach_time, METH_VARARGS), METHOD(teach_day, METH_VARARGS),
    METHOD(teach_stretch, METH_VARARGS), METHOD(teach_moment, METH_VARARGS), METHOD(teach_actor, METH_VARARGS), METHOD(teach_lasting, METH_VARARGS), METHOD(teach_value, METH_VARARGS), METHOD(teach_encounter, METH_VARARGS),
    METHOD(teach_note, METH_VARARGS), METHOD(teach_attribution, METH_VARARGS), METHOD(teach_outlook, METH_VARARGS),
    METHOD(teach_need, METH_VARARGS), METHOD(teach_finding, METH_VARARGS), METHOD(put, METH_VARARGS), METHOD(take, METH_NOARGS),
    METHOD(size, METH_NOARGS), {NULL, NULL, 0, NULL},
};

static PyMethodDef judge_methods[] = {
    {"judge", (PyCFunction)judge_judge, METH_O, NULL},
    {"teach_answers", (PyCFunction)(void (*)(void))judge_teach_answers, METH_VARARGS, NULL},
    {"teach_kind", (PyCFunction)(void (*)(void))judge_teach_kind, METH_VARARGS, NULL},
    {"teach_form", (PyCFunction)(void (*)(void))judge_teach_form, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMethodDef seen_methods[] = {
    {"add", (PyCFunction)(void (*)(void))seen_add, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

/* sha256(bytes, more=None) -> the 64 digits of each, or None where the processor has no instructions for it */
static PyObject *module_sha256(PyObject *Py_UNUSED(module), PyObject *args) {
    const char *one, *other = NULL;
    Py_ssize_t size, other_size = 0;
    char hex[64], other_hex[64];
    if (!PyArg_ParseTuple(args, "y#|z#", &one, &size, &other, &other_size)) return NULL;
    if (!hashes_natively()) Py_RETURN_NONE;
    if (!other) {
        sha256_hex((Place)one, (size_t)size, hex);
        return Py_BuildValue("(s#)", hex, (Py_ssize_t)sizeof hex);
    }
    sha256_hex_of_two((Place)one, (size_t)size, hex, (Place)other, (size_t)other_size, other_hex);
    return Py_BuildValue("(s#s#)", hex, (Py_ssize_t)sizeof hex, other_hex, (Py_ssize_t)sizeof other_hex);
}

static PyMethodDef module_methods[] = {{"sha256", module_sha256, METH_VARARGS, NULL},
                                       {"mark", module_mark, METH_VARARGS, NULL}, {NULL, NULL, 0, NULL}};

static PyType_Slot scanner_type_slots[] = {
    {Py_tp_init, (void *)scanner_init}, {Py_tp_dealloc, (void *)scanner_dealloc},
    {Py_tp_methods, scanner_methods}, {Py_tp_new, (void *)PyType_GenericNew}, {0, NULL},
};
static PyType_Spec scanner_spec = {"cfcheck._native.Scanner", sizeof(Scanner), 0, Py_TPFLAGS_DEFAULT, scanner_type_slots};

static PyType_Slot judge_type_slots[] = {
    {Py_tp_init, (void *)judge_init}, {Py_tp_dealloc, (void *)judge_dealloc}, {Py_tp_methods, judge_methods},
    {Py_tp_new, (void *)PyType_GenericNew}, {0, NULL},
};
static PyType_Spec judge_spec = {"cfcheck._native.Judge", sizeof(Judge), 0, Py_TPFLAGS_DEFAULT, judge_type_slots};

static PyType_Slot lines_type_slots[] = {
    {Py_tp_init, (void *)lines_init}, {Py_tp_dealloc, (void *)lines_dealloc}, {Py_sq_length, (void *)lines_length},
    {Py_sq_item, (void *)lines_item}, {Py_tp_new, (void *)PyType_GenericNew}, {0, NULL},
};
static PyType_Spec lines_spec = {"cfcheck._native.Lines", sizeof(Lines), 0, Py_TPFLAGS_DEFAULT, lines_type_slots};

static PyType_Slot text_type_slots[] = {
    {Py_tp_dealloc, (void *)text_dealloc}, {Py_bf_getbuffer, (void *)text_buffer}, {0, NULL},
};
static PyType_Spec text_spec = {"cfcheck._native.Text", sizeof(Text), 0,
                                Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, text_type_slots};

static PyType_Slot seen_type_slots[] = {
    {Py_tp_dealloc, (void *)seen_dealloc}, {Py_tp_methods, seen_methods}, {Py_tp_new, (void *)PyType_GenericNew}, {0, NULL},
};
static PyType_Spec seen_spec = {"cfcheck._native.Seen", sizeof(Seen), 0, Py_TPFLAGS_DEFAULT, seen_type_slots};

static int module_exec(PyObject *module) {
    text_type = (PyTypeObject *)PyType_FromSpec(&text_spec); /* kept: nobody but a scanner makes one */
    if (!text_type) return -1;
    struct { const char *name; PyType_Spec *spec; } types[] = {{"Judge", &judge_spec}, {"Lines", &lines_spec}, {"Scanner", &scanner_spec}, {"Seen", &seen_spec}};
    if (PyModule_AddIntConstant(module, "INTERFACE", INTERFACE) < 0) return -1;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        PyObject *type = PyType_FromSpec(types[i].spec);
        if (!type || PyModule_AddObjectRef(module, types[i].name, type) < 0) { Py_XDECREF(type); return -1; }
        Py_DECREF(type);
    }
    return 0;
}

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, (void *)module_exec}, {0, NULL}};
static struct PyModuleDef module_definition = {
    PyModuleDef_HEAD_INIT, "cfcheck._native", NULL, 0, module_methods, module_slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__native(void) { return PyModuleDef_Init(&module_definition); }
